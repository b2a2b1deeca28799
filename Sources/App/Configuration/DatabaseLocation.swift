// SPDX-License-Identifier: Apache-2.0

package import Database

/// Where the data is.
package enum DatabaseLocation: Sendable {
    case sqlite(path: String)
    case postgresql(PostgreSQLAddress)

    /// - Returns: Nil when the text is no location; ``Setting/expected`` says what one is.
    init?(_ text: String) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            do {
                self = .postgresql(try PostgreSQLAddress(text))
            } catch {
                return nil
            }
            return
        }
        guard text.hasPrefix("sqlite:") else { return nil }
        let path = String(text.dropFirst("sqlite:".count))
        // Readers and the writer need a file that all of them can open.
        guard !path.isEmpty, path != ":memory:", !path.hasSuffix("/"), !path.hasPrefix("//")
        else { return nil }
        self = .sqlite(path: path)
    }
}

extension DatabaseLocation: CustomStringConvertible {
    /// For people, without a password.
    package var description: String {
        switch self {
        case .sqlite(let path): path
        case .postgresql(let address): address.description
        }
    }
}
