// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

extension Keys {
    /// The organization that a key belongs to, nil for an operator's: for the operator's shell,
    /// which knows a key by its id alone.
    ///
    /// - Throws: ``KeyRefusal/notFound``.
    public static func owner(
        of id: KeyID, in connection: any Connection
    ) throws -> OrganizationID? {
        let found = try connection.first(
            "SELECT organization_id FROM api_key WHERE id = $1", [.text(id.description)]
        ) { row -> OrganizationID? in try row.idOrNull(0) }
        guard let owner = found else { throw KeyRefusal.notFound }
        return owner
    }
}
