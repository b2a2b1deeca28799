// SPDX-License-Identifier: Apache-2.0

public import Database

extension Idempotency {
    /// The answer that is remembered for a claim, nil when there is none: for work that is more
    /// than one transaction and must not begin twice.
    ///
    /// - Throws: ``KeeperRefusal/idempotencyConflict`` when the key was for something else.
    public static func answer(
        to claim: IdempotencyClaim, in scope: Scope, on connection: any Connection
    ) throws -> Answer? {
        try memories(of: [(scope.text, claim.key)], on: connection)[0]?.replay(for: claim)
    }
}
