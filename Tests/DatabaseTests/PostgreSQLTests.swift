// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

/// What only a server can get wrong.
@Suite(.enabled(if: PostgreSQLServer.url != nil, "there is no PostgreSQL to test with"))
struct PostgreSQLTests {
    @Test("a durable commit waits for the disk whatever the server's default is, a relaxed one not")
    func durability() async throws {
        try await withDatabase(.postgresql) { database in
            for (durability, setting) in [(Durability.full, "on"), (.relaxed, "off")] {
                let found = try await database.run(durability, .locking) { connection in
                    try connection.first("SHOW synchronous_commit") { $0.text(0) }
                }
                #expect(found == setting)
            }
        }
    }

    @Test(
        "a transaction in which a failure was swallowed is not called committed",
        arguments: [Durability.full, .relaxed])
    func swallowedFailure(durability: Durability) async throws {
        try await withDatabase(.postgresql) { database in
            try await database.makeSample()
            await #expect(throws: DatabaseFailure.self) {
                try await database.run(durability, .locking) { connection in
                    try connection.addSample(1)
                    try? connection.addSample(1)
                }
            }
            #expect(try await database.samples() == [])
        }
    }

    @Test(
        "who waits for a row goes on where locks decide, and begins anew where the database does",
        arguments: [(Isolation.locking, 1), (.serializable, 2)])
    func isolation(isolation: Isolation, runs: Int) async throws {
        try await withDatabase(.postgresql) { database in
            try await database.makeSample()
            try await database.addSamples([1])
            let count = Atomic<Int>(0)
            let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
            let isWaiting = DispatchSemaphore(value: 0)
            async let first: Void = database.write(lane: 0) { connection in
                try connection.execute("UPDATE sample SET amount = 1 WHERE number = 1")
                beginning.finish()
                isWaiting.wait()
            }
            for await _ in begun {}
            async let second: Void = database.write(lane: 1, isolation: isolation) { connection in
                count.wrappingAdd(1, ordering: .relaxed)
                // So that its snapshot is from before the other one's commit.
                _ = try connection.samples()
                if count.load(ordering: .relaxed) == 1 { isWaiting.signal() }
                try connection.execute("UPDATE sample SET amount = amount + 1 WHERE number = 1")
            }
            try await first
            try await second
            #expect(count.load(ordering: .relaxed) == runs)
            let amount = try await database.read { connection in
                try connection.first("SELECT amount FROM sample") { $0.integer(0) }
            }
            #expect(amount == 2)
        }
    }
}

extension PostgreSQLTests {
    @Test(
        "readers that could not connect do so when a lane shows that the server is there"
    )
    func outageOfOne() async throws {
        let role = "florin_\(UUID())"
        try await withDatabase(.postgresql) { operators in
            func operate(_ sql: String) async throws {
                try await operators.write { try $0.script(sql) }
            }
            try await operate("CREATE ROLE \"\(role)\" SUPERUSER LOGIN")
            let database = try PostgreSQLDatabase(
                PostgreSQLServer.address(role: role), name: role)
            try await database.write { try $0.script("SELECT 1") }
            try await operate("ALTER ROLE \"\(role)\" NOLOGIN")
            await withTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask {
                        await #expect(throws: DatabaseFailure.self) {
                            try await database.read { _ in }
                        }
                    }
                }
            }
            try await operate("ALTER ROLE \"\(role)\" LOGIN")
            try await database.write { try $0.script("SELECT 1") }
            for _ in 0..<3 { try await database.read { _ in } }
            await database.close()
            try await operate("DROP ROLE \"\(role)\"")
        }
    }
}

extension Database {
    fileprivate func run<Result: Sendable>(
        _ durability: Durability, _ isolation: Isolation,
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            submit(lane: 0) { writer in
                continuation.resume(
                    with: Swift.Result { try writer.transaction(durability, isolation, body) })
            }
        }
    }
}
