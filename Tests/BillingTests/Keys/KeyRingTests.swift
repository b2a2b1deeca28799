// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Synchronization
import TestSupport
import Testing
import Vocabulary

@Suite struct KeyRingTests {
    private let home: OrganizationID = id(1)

    /// A ring over a database with one key, and a clock that the test moves.
    private struct Stage: Sendable {
        let database: any Database
        let ring: KeyRing
        let time: Time
        let secret: KeySecret
    }

    private func withStage(
        expiresAt: Instant? = nil, _ body: (Stage) async throws -> Void
    ) async throws {
        try await withTemporaryDatabase { database in
            let time = Time(second(100))
            let secret = try KeySecret(chosen: "flr_first_secret")
            let draft = KeyDraft(
                organizationID: home, name: "web", scopes: [.read, .spend], expiresAt: expiresAt)
            try await database.write {
                _ = try Keys.create(
                    draft, id: id(10), secret: secret, by: nil, at: second(1), in: $0)
            }
            let ring = KeyRing(database: database, clock: Clock { time.now })
            try await body(Stage(database: database, ring: ring, time: time, secret: secret))
        }
    }

    @Test("a secret stands for its key's caller, another text for nobody")
    func caller() async throws {
        try await withStage { stage in
            let caller = try await stage.ring.caller(presenting: stage.secret.text)
            #expect(caller == Caller(keyID: id(10), organizationID: home, scopes: [.read, .spend]))
            #expect(try await stage.ring.caller(presenting: "flr_other_secret") == nil)
            #expect(try await stage.ring.caller(presenting: "") == nil)
        }
    }

    @Test("a key works until it expires, from memory too")
    func expiry() async throws {
        try await withStage(expiresAt: Instant(microseconds: 100_500_000)) { stage in
            let before = try await stage.ring.caller(presenting: stage.secret.text)
            stage.time.now = Instant(microseconds: 100_500_000)
            let after = try await stage.ring.caller(presenting: stage.secret.text)
            #expect(before != nil && after == nil)
        }
    }

    @Test("a key that is revoked here stops working at once")
    func revoked() async throws {
        try await withStage { stage in
            #expect(try await stage.ring.caller(presenting: stage.secret.text) != nil)
            let key = try await stage.ring.revoke(id(10), of: home)
            #expect(key.revokedAt == second(100))
            #expect(try await stage.ring.caller(presenting: stage.secret.text) == nil)
            await #expect(throws: KeyRefusal.notFound) {
                try await stage.ring.revoke(id(10), of: id(2))
            }
        }
    }

    @Test("a key that another process revoked stops working within a second")
    func revokedElsewhere() async throws {
        try await withStage { stage in
            #expect(try await stage.ring.caller(presenting: stage.secret.text) != nil)
            try await stage.database.write { [home] in
                _ = try Keys.revoke(id(10), of: home, at: second(100), in: $0)
            }
            #expect(try await stage.ring.caller(presenting: stage.secret.text) != nil)
            stage.time.now = second(101)
            #expect(try await stage.ring.caller(presenting: stage.secret.text) == nil)
        }
    }

    @Test("a rotated secret works for its grace and not longer", arguments: [0, 60] as [Int64])
    func rotated(grace: Int64) async throws {
        try await withStage { stage in
            #expect(try await stage.ring.caller(presenting: stage.secret.text) != nil)
            let next = try KeySecret(chosen: "flr_second_secret")
            let key = try await stage.ring.rotate(
                id(10), of: home, to: next, grace: grace, by: nil)
            #expect(key.rotatedAt == second(100))
            #expect(key.prefix == "flr_seco")
            #expect(try await stage.ring.caller(presenting: next.text)?.keyID == id(10))
            let old = try await stage.ring.caller(presenting: stage.secret.text)
            #expect((old != nil) == (grace > 0))
            stage.time.now = second(100 + grace)
            #expect(try await stage.ring.caller(presenting: stage.secret.text) == nil)
            #expect(try await stage.ring.caller(presenting: next.text) != nil)
        }
    }

    @Test("rotating again ends what is still in an earlier grace")
    func rotatedTwice() async throws {
        try await withStage { stage in
            for (text, grace) in [("flr_second_secret", 3_600), ("flr_third_secret", 0)] {
                _ = try await stage.ring.rotate(
                    id(10), of: home, to: KeySecret(chosen: text), grace: Int64(grace), by: nil)
            }
            #expect(try await stage.ring.caller(presenting: stage.secret.text) == nil)
            #expect(try await stage.ring.caller(presenting: "flr_second_secret") == nil)
            #expect(try await stage.ring.caller(presenting: "flr_third_secret") != nil)
        }
    }

    @Test("nobody gets the secret of a key that can do more, nor a grace beyond a week")
    func rotationRefused() async throws {
        try await withStage { stage in
            let maker = Caller(keyID: id(7), organizationID: home, scopes: [.read, .admin])
            let next = try KeySecret(chosen: "flr_second_secret")
            await #expect(throws: KeyRefusal.exceedsScopes(.spend)) {
                try await stage.ring.rotate(id(10), of: home, to: next, grace: 0, by: maker)
            }
            await #expect(throws: KeyRefusal.graceTooLong(max: 604_800)) {
                try await stage.ring.rotate(id(10), of: home, to: next, grace: 604_801, by: nil)
            }
            _ = try await stage.ring.revoke(id(10), of: home)
            await #expect(throws: KeyRefusal.revoked) {
                try await stage.ring.rotate(id(10), of: home, to: next, grace: 0, by: nil)
            }
        }
    }

    @Test("uses are written when asked, each key once")
    func uses() async throws {
        try await withStage { stage in
            _ = try await stage.ring.caller(presenting: stage.secret.text)
            stage.time.now = second(130)
            _ = try await stage.ring.caller(presenting: stage.secret.text)
            try await stage.ring.writeUses()
            let key = try await stage.database.read { [home] in
                try Keys.find(id(10), of: home, in: $0)
            }
            #expect(key?.lastUsedAt == second(130))
        }
    }
}

/// A clock's hand.
final class Time: Sendable {
    private let instant: Mutex<Instant>

    init(_ now: Instant) { instant = Mutex(now) }

    var now: Instant {
        get { instant.withLock { $0 } }
        set { instant.withLock { $0 = newValue } }
    }
}
