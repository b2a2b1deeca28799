// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

/// What a call of a model was answered, for whoever repeats it.
struct KeptAnswersTests {
    private let claim = IdempotencyClaim(key: "k", fingerprint: [1])
    private let answer = KeptAnswer(
        contentType: "application/json", contentEncoding: "identity", body: Array("{}".utf8))

    @Test("an answer is kept with its charge, and its balance tells the present")
    func kept() async throws {
        try await withKeptAnswers { stage, answers in
            let charge = try await stage.charge(3, .whole(answer), under: claim)
            try await stage.keeper.charge(2)
            let call = try #require(try await answers.find(claim, of: stage.keeper.organization))
            #expect(call.charge == charge && call.cost == credits(3))
            #expect(call.balance == credits(5))
            #expect(call.answer == .kept(status: 201, answer))
        }
    }

    @Test("a key that nobody used is nothing, one that was used for something else a conflict")
    func others() async throws {
        try await withKeptAnswers { stage, answers in
            let organization = stage.keeper.organization
            #expect(try await answers.find(claim, of: organization) == nil)
            try await stage.charge(3, .whole(answer), under: claim)
            let other = IdempotencyClaim(key: "k", fingerprint: [2])
            await #expect(throws: KeeperRefusal.idempotencyConflict) {
                try await answers.find(other, of: organization)
            }
            let stranger = try await stage.keeper.open()
            #expect(try await answers.find(claim, of: stranger) == nil)
        }
    }

    @Test("of a stream and of an answer that is too large only the charge is remembered")
    func charges() async throws {
        try await withKeptAnswers { stage, answers in
            let forms: [(KeptAnswers.Form, RepeatableCall.Reason)] = [
                (.streamed, .streamed), (.tooLarge, .tooLarge),
            ]
            for (form, reason) in forms {
                let claim = IdempotencyClaim(key: "\(form)", fingerprint: [1])
                let charge = try await stage.charge(1, form, under: claim)
                let call = try await answers.find(claim, of: stage.keeper.organization)
                #expect(call?.charge == charge)
                #expect(call?.answer == .gone(reason))
            }
            #expect(try await stage.count("kept_answer") == 0)
        }
    }

    @Test("after a day an answer is not told, swept or not; the charge is, and the key stays used")
    func forgotten() async throws {
        try await withKeptAnswers { stage, answers in
            let charge = try await stage.charge(3, .whole(answer), under: claim)
            stage.keeper.wait(seconds: KeptAnswer.lifetimeSeconds - 1)
            #expect(try await answers.removeExpired(asOf: stage.keeper.now, limit: 10) == 0)
            stage.keeper.wait(seconds: 1)
            for _ in 1...2 {
                let call = try await answers.find(claim, of: stage.keeper.organization)
                #expect(call?.answer == .gone(.forgotten) && call?.charge == charge)
                _ = try await answers.removeExpired(asOf: stage.keeper.now, limit: 10)
            }
            #expect(try await stage.count("kept_answer") == 0)
            #expect(try await stage.count("kept_answer_room") == 0)
        }
    }

    @Test("a sweep removes the oldest first, as many as it is told, and makes room")
    func sweep() async throws {
        try await withKeptAnswers { stage, answers in
            for number in 1...3 {
                let claim = IdempotencyClaim(key: "\(number)", fingerprint: [1])
                try await stage.charge(1, .whole(answer), under: claim)
                stage.keeper.wait(seconds: 1)
            }
            stage.keeper.wait(seconds: KeptAnswer.lifetimeSeconds)
            #expect(try await answers.removeExpired(asOf: stage.keeper.now, limit: 2) == 2)
            let left = try await stage.keeper.number("SELECT CAST(key AS BIGINT) FROM kept_answer")
            #expect(left == 3)
            let used = try await stage.keeper.number("SELECT used FROM kept_answer_room")
            #expect(used == 2)
        }
    }

    @Test("what does not fit into an organization's room is charged and not kept")
    func noRoom() async throws {
        try await withKeptAnswers { stage, answers in
            let organization = stage.keeper.organization
            _ = try await stage.keeper.database.write { connection in
                try connection.execute(
                    "INSERT INTO kept_answer_room (scope, used) VALUES ($1, $2)",
                    [.text(organization.description), .integer((256 << 20) - 1)])
            }
            let charge = try await stage.charge(3, .whole(answer), under: claim)
            let call = try await answers.find(claim, of: organization)
            #expect(call?.charge == charge)
            #expect(call?.answer == .gone(.noRoom))
        }
    }

    @Test("a repeat inside the keeper changes nothing")
    func repeated() async throws {
        try await withKeptAnswers { stage, answers in
            let first = try await stage.charge(3, .whole(answer), under: claim)
            let second = try await stage.charge(3, .whole(answer), under: claim)
            #expect(first == second)
            let standing = try await stage.keeper.standing()
            #expect(standing.balance == credits(7))
        }
    }
}

/// A keeper with ten nanocredits whose database has room for answers.
private struct Stage {
    let keeper: KeeperStage

    /// Charges a call and says which charge its key names then.
    @discardableResult
    func charge(
        _ amount: Int64, _ form: KeptAnswers.Form, under claim: IdempotencyClaim
    ) async throws -> ChargeID {
        let command = keeper.chargeCommand(amount)
        let order = Order(.charge(command), for: keeper.organization, claim: claim) { _ in
            .call(form, status: 201, charge: command.id)
        }
        let reference =
            switch try await keeper.keeper.settle(order) {
            case .settled(_, let answer): answer?.reference
            case .replayed(let answer): answer.reference
            }
        return try #require(reference.flatMap { ChargeID($0) })
    }

    func count(_ table: String) async throws -> Int64? {
        try await keeper.number("SELECT COUNT(*) FROM \(table)")
    }
}

private func withKeptAnswers(
    _ body: (Stage, KeptAnswers) async throws -> Void
) async throws {
    try await withKeeper { keeper in
        _ = try await Migrator(Keeper.migrations + KeptAnswers.migrations)
            .migrate(keeper.database, at: 0)
        try await keeper.grant(10)
        let clock = Clock { keeper.now }
        try await body(Stage(keeper: keeper), KeptAnswers(database: keeper.database, clock: clock))
    }
}
