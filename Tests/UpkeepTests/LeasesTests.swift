// SPDX-License-Identifier: Apache-2.0

import Database
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import Upkeep

@Suite struct LeasesTests {
    @Test("of several nodes one does a job, and the next run is due for all of them")
    func turns() async throws {
        try await withNodes { database, time in
            let (one, other) = (time.leases("a", database), time.leases("b", database))
            let lease = try #require(try await one.take("holds"))
            #expect(try await other.take("holds") == nil)
            #expect(try await other.take("grants") != nil, "another job is another lease")
            try await one.end(lease, due: time.now.adding(seconds: 5))
            #expect(try await other.take("holds") == nil, "it has been done just now")
            time.wait(seconds: 5)
            #expect(try await other.take("holds") != nil)
        }
    }

    @Test("a node that is silent for too long loses its job, and cannot write for it any more")
    func fence() async throws {
        try await withNodes { database, time in
            let (one, other) = (time.leases("a", database), time.leases("b", database))
            let fenced = FencedDatabase(database)
            let late = try #require(try await one.take("pricing"))
            try await Lease.$current.withValue(late) { try await fenced.note(1) }
            time.wait(seconds: Leases.lifetimeSeconds)
            let lease = try #require(try await other.take("pricing"))
            #expect(lease.fence == late.fence + 1)
            #expect(try await one.renew(late) == false)
            await #expect(throws: LeaseLost.self) {
                try await Lease.$current.withValue(late) { try await fenced.note(2) }
            }
            try await Lease.$current.withValue(lease) { try await fenced.note(3) }
            try await fenced.note(4)
            #expect(try await database.notes() == [1, 3, 4])
        }
    }

    @Test("a lease that is renewed is kept")
    func renewal() async throws {
        try await withNodes { database, time in
            let (one, other) = (time.leases("a", database), time.leases("b", database))
            let lease = try #require(try await one.take("pricing"))
            time.wait(seconds: Leases.lifetimeSeconds - 1)
            #expect(try await one.renew(lease))
            time.wait(seconds: 2)
            #expect(try await other.take("pricing") == nil)
        }
    }

    @Test("a job of three nodes runs once in its interval, and again after it")
    func once() async throws {
        try await withNodes { database, time in
            let runs = Atomic<Int>(0)
            let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let job = Job(name: "count", purpose: "Counts.", interval: .seconds(60)) { _ in
                runs.wrappingAdd(1, ordering: .relaxed).newValue
            }
            let nodes = ["a", "b", "c"].map { node in
                Jobs([job], clock: time.clock, leases: time.leases(node, database), logger: quiet)
            }
            for turn in 1...2 {
                await withTaskGroup { group in
                    for node in nodes {
                        group.addTask {
                            await #expect(throws: Never.self) { try await node.inTurn(job) }
                        }
                    }
                }
                #expect(runs.load(ordering: .relaxed) == turn)
                time.wait(seconds: 60)
            }
        }
    }
}

/// A clock that tests move.
private final class Time: Sendable {
    private let moment = Mutex(Instant.epoch.adding(seconds: 1_000))

    var now: Instant { moment.withLock { $0 } }
    var clock: Clock { Clock { self.now } }

    func wait(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }

    func leases(_ node: String, _ database: any Database) -> Leases {
        Leases(database: database, clock: clock, node: node)
    }
}

private func withNodes(
    _ body: (any Database, Time) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = try await TestDatabase.open(path: folder.appending(path: "leases.db").path)
    _ = try await Migrator(Leases.migrations).migrate(database, at: 0)
    try await database.write { try $0.script("CREATE TABLE note (number BIGINT NOT NULL)") }
    try await body(database, Time())
    await database.close()
}

extension Database {
    fileprivate func note(_ number: Int64) async throws {
        try await write { connection in
            _ = try connection.execute("INSERT INTO note (number) VALUES ($1)", [.integer(number)])
        }
    }

    fileprivate func notes() async throws -> [Int64] {
        try await read { try $0.query("SELECT number FROM note ORDER BY number") { $0.integer(0) } }
    }
}
