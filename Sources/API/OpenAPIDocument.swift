// SPDX-License-Identifier: Apache-2.0

import JSON

/// `openapi.yaml` as `Scripts/embed` compiled it in, and the same as JSON.
public struct OpenAPIDocument: Sendable {
    public let yaml: String
    package let json: [UInt8]

    /// - Throws: ``YAMLRefusal`` when the file that was compiled in is no YAML.
    public init() throws {
        yaml = Self.text.description
        json = try JSON(yaml: yaml).encoded()
    }
}
