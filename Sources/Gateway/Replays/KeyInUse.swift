// SPDX-License-Identifier: Apache-2.0

import Billing
import Vocabulary

/// An `Idempotency-Key` in the hands of the one call that runs under it.
///
/// Whoever holds this holds the key: the request first, then its call, then its settlement. The key
/// is free again when the last of them lets go, however it ends, so that no path can forget to.
final class KeyInUse: Sendable {
    let claim: IdempotencyClaim
    private let name: KeysInUse.Name
    private let keys: KeysInUse

    fileprivate init(_ claim: IdempotencyClaim, _ name: KeysInUse.Name, of keys: KeysInUse) {
        self.claim = claim
        self.name = name
        self.keys = keys
    }

    deinit { keys.leave(name) }
}

extension KeysInUse {
    /// Takes a key for a call; nil while another call has it.
    func take(_ claim: IdempotencyClaim, of organization: OrganizationID) -> KeyInUse? {
        let name = Name(organization: organization, key: claim.key)
        return enter(name) ? KeyInUse(claim, name, of: self) : nil
    }
}
