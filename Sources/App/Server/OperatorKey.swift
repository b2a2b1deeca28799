// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Vocabulary

/// Sees to it that the operator can come in: with the key that was configured, or else, when there
/// is none at all, with one that is made now.
///
/// - Returns: The secret that was made, to be shown once.
/// - Throws: ``SettingRefusal`` when the configured key was revoked.
func settleOperatorKey(_ configured: KeySecret?, in house: House) async throws -> KeySecret? {
    let id: KeyID = house.ids.make()
    let now = house.clock.now
    if let configured {
        do {
            try await house.database.write { connection in
                try Keys.adoptOperatorKey(configured, id: id, at: now, in: connection)
            }
        } catch KeyRefusal.revoked {
            throw SettingRefusal(
                "FLORIN_OPERATOR_KEY was revoked: it should be a key that was not used before")
        }
        return nil
    }
    let secret = freshSecret()
    return try await house.database.write { connection in
        guard try !Keys.hasOperatorKey(at: now, in: connection) else { return nil }
        let draft = KeyDraft(organizationID: nil, name: "Made at first start", scopes: .operator)
        _ = try Keys.create(draft, id: id, secret: secret, by: nil, at: now, in: connection)
        return secret
    }
}
