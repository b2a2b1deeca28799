// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
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
