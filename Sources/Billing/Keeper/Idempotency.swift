// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// The memory of answers: the same key and request get the same answer, to the byte.
///
/// Only success is remembered, in the transaction that succeeded, so that a refusal leaves the key
/// free and a crash leaves neither effect nor memory.
public enum Idempotency {
    /// Whose keys these are.
    public enum Scope: Hashable, Sendable {
        case organization(OrganizationID)
        /// Operator routes that name no organization.
        case operatorItself

        var text: String {
            switch self {
            case .organization(let id): id.description
            case .operatorItself: "operator"
            }
        }
    }

    /// What is remembered under a key.
    struct Memory {
        let fingerprint: [UInt8]
        let answer: Answer

        /// - Throws: ``KeeperRefusal/idempotencyConflict`` when the key was for something else.
        func replay(for claim: IdempotencyClaim) throws -> Answer {
            guard fingerprint == claim.fingerprint else { throw KeeperRefusal.idempotencyConflict }
            return answer
        }
    }

    /// Does `work` once for a claim: a repeat gets the remembered answer, and `isReplay` true.
    ///
    /// For work of any kind that runs in one transaction; the ledger's orders have their own way.
    public static func once(
        _ claim: IdempotencyClaim?, in scope: Scope, at now: Instant,
        on connection: any Connection, _ work: () throws -> Answer
    ) throws -> (answer: Answer, isReplay: Bool) {
        guard let claim else { return (try work(), false) }
        let known = try memories(of: [(scope.text, claim.key)], on: connection)
        if let memory = known[0] { return (try memory.replay(for: claim), true) }
        let answer = try work()
        try remember([(scope.text, claim, answer)], at: now, on: connection)
        return (answer, false)
    }

    /// The id of what was made under a key, nil when the key is unknown or made nothing with an id.
    public static func reference(
        of key: String, in scope: Scope, on connection: any Connection
    ) throws -> String? {
        let found = try connection.first(
            "SELECT reference FROM idempotency WHERE scope = $1 AND key = $2",
            [.text(scope.text), .text(key)]
        ) { $0.textOrNull(0) }
        return found ?? nil
    }

    /// What is remembered of each key, by its index.
    static func memories(
        of keys: [(scope: String, key: String)], on connection: any Connection
    ) throws -> [Int: Memory] {
        var found: [Int: Memory] = [:]
        try connection.queryMany(
            """
            SELECT fingerprint, status, body, reference FROM idempotency
            WHERE scope = $1 AND key = $2
            """,
            keys.map { [.text($0.scope), .text($0.key)] }
        ) { index, row in
            found[index] = Memory(
                fingerprint: row.blob(0),
                answer: Answer(
                    status: Int(row.integer(1)), body: row.blob(2), reference: row.textOrNull(3)))
        }
        return found
    }

    static func remember(
        _ answers: [(scope: String, claim: IdempotencyClaim, answer: Answer)], at now: Instant,
        on connection: any Connection
    ) throws {
        var rows = Parameters()
        for (scope, claim, answer) in answers {
            rows.beginRow()
            rows.append(scope, claim.key, claim.fingerprint)
            rows.append(Int64(answer.status), answer.body, answer.reference, now)
        }
        try connection.executeMany(
            """
            INSERT INTO idempotency (scope, key, fingerprint, status, body, reference, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, rows)
        for (scope, claim, answer) in answers {
            guard let kept = answer.kept else { continue }
            try KeptAnswers.keep(kept, under: claim.key, in: scope, at: now, on: connection)
        }
    }
}
