// SPDX-License-Identifier: Apache-2.0

import JSON
import Yams

/// `openapi.yaml` as `Scripts/embed` compiled it in, and the same as JSON.
public struct OpenAPIDocument: Sendable {
    public let yaml: String
    package let json: [UInt8]

    /// - Throws: `YamlError` when the file that was compiled in is no YAML.
    public init() throws {
        yaml = Self.text.description
        json = try Yams.compose(yaml: yaml).map { Self.json($0).encoded() } ?? []
    }

    private static func json(_ node: Node) -> JSON {
        switch node {
        case .scalar(let scalar): json(scalar)
        case .sequence(let sequence): .array(sequence.map { json($0) })
        case .mapping(let mapping): .object(json(mapping))
        case .alias: .null
        }
    }

    private static func json(_ mapping: Node.Mapping) -> JSONObject {
        var object = JSONObject()
        for (name, value) in mapping {
            object.append(name: name.scalar?.string ?? "", value: json(value))
        }
        return object
    }

    /// Quoted scalars are text, whatever they look like; numbers keep their digits.
    private static func json(_ scalar: Node.Scalar) -> JSON {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "true": return true
        case "false": return false
        case "null", "~", "": return nil
        default: break
        }
        do throws(JSONRefusal) {
            let value = try JSON(parsing: Array(scalar.string.utf8))
            return value.number == nil ? .string(scalar.string) : value
        } catch {
            return .string(scalar.string)
        }
    }
}
