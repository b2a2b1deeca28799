// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
import Synchronization
import Testing

@Suite struct TransactionTests {
    private struct Refusal: Error {}

    @Test(
        "what a transaction wrote is there after it, for readers and for the next start",
        arguments: Driver.allCases)
    func commit(driver: Driver) async throws {
        try await withFolder { folder in
            let first = try await driver.open(in: folder)
            try await first.makeSample()
            try await first.addSamples([1, 2])
            #expect(try await first.samples() == [1, 2])
            await first.close()
            let second = try await driver.open(in: folder)
            #expect(try await second.samples() == [1, 2])
            await second.close()
        }
    }

    @Test(
        "a transaction that throws leaves nothing and passes its error on",
        arguments: Driver.allCases)
    func rollback(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            await #expect(throws: Refusal.self) {
                try await database.write { connection in
                    try connection.addSample(1)
                    throw Refusal()
                }
            }
            #expect(try await database.samples() == [])
            try await database.addSamples([2])
            #expect(try await database.samples() == [2])
        }
    }

    @Test(
        "a constraint is told as such, undoes the transaction, and later ones work",
        arguments: Driver.allCases)
    func constraint(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            try await database.addSamples([1])
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await database.addSamples([2, 1])
            }
            guard case .constraint = failure else {
                Issue.record("\(String(describing: failure)) is not a constraint")
                return
            }
            try await database.addSamples([3])
            #expect(try await database.samples() == [1, 3])
        }
    }

    @Test("readers see what was committed and nothing else", arguments: Driver.allCases)
    func committedOnly(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            let release = DispatchSemaphore(value: 0)
            let written = AsyncStream.makeStream(of: Void.self)
            async let commit: Void = database.write { connection in
                try connection.addSample(1)
                written.continuation.finish()
                release.wait()
            }
            for await _ in written.stream {}
            let during = try await database.samples()
            release.signal()
            try await commit
            #expect(during == [])
            #expect(try await database.samples() == [1])
        }
    }

    @Test(
        "a reader sees one snapshot, whatever is committed while it reads",
        arguments: Driver.allCases)
    func snapshot(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            try await database.addSamples([1])
            let release = DispatchSemaphore(value: 0)
            let reading = AsyncStream.makeStream(of: Void.self)
            async let seen = database.read { connection in
                let before = try connection.samples()
                reading.continuation.finish()
                release.wait()
                return (before: before, after: try connection.samples())
            }
            for await _ in reading.stream {}
            try await database.addSamples([2])
            release.signal()
            #expect(try await seen.before == [1])
            #expect(try await seen.after == [1])
            #expect(try await database.samples() == [1, 2])
        }
    }

    @Test("a reader that fails can be asked again", arguments: Driver.allCases)
    func failingReader(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            // More often than there are readers, so that each has failed once.
            for _ in 0..<8 {
                await #expect(throws: DatabaseFailure.self) {
                    try await database.read { try $0.query("SELECT 1 FROM nowhere") { _ in } }
                }
                await #expect(throws: Refusal.self) {
                    try await database.read { _ in throw Refusal() }
                }
            }
            for _ in 0..<8 { #expect(try await database.samples() == []) }
        }
    }

    @Test("readers cannot write", arguments: Driver.allCases)
    func readOnly(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            await #expect(throws: DatabaseFailure.self) {
                try await database.read { try $0.addSample(1) }
            }
            #expect(try await database.samples() == [])
        }
    }

    @Test(
        "jobs of a lane run one after the other, in the order in which they came",
        arguments: Driver.allCases)
    func laneOrder(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            let order = Order()
            for number in 1...200 {
                database.submit(lane: 0) { _ in order.append(number) }
            }
            try await database.write { _ in }
            #expect(order.numbers == Array(1...200))
        }
    }

    @Test(
        "a relaxed transaction is committed like any other, and full ones follow it",
        arguments: Driver.allCases)
    func durability(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            for (number, durability) in [Durability.relaxed, .full, .relaxed, .full].enumerated() {
                try await withCheckedThrowingContinuation { continuation in
                    database.submit(lane: 0) { writer in
                        continuation.resume(
                            with: Result {
                                try writer.transaction(durability, .locking) {
                                    try $0.addSample(Int64(number))
                                }
                            })
                    }
                }
                #expect(try await database.samples().last == Int64(number))
            }
        }
    }

    @Test("close waits for what was submitted before it", arguments: Driver.allCases)
    func close(driver: Driver) async throws {
        try await withFolder { folder in
            let database = try await driver.open(in: folder)
            try await database.makeSample()
            let failures = Order()
            for number in 1...50 as ClosedRange<Int64> {
                database.submit(lane: 0) { writer in
                    do {
                        try writer.transaction(.full, .locking) { try $0.addSample(number) }
                    } catch {
                        failures.append(Int(number))
                    }
                }
            }
            await database.close()
            let reopened = try await driver.open(in: folder)
            #expect(failures.numbers == [])
            #expect(try await reopened.samples() == Array(1...50))
            await reopened.close()
        }
    }

    /// Numbers in the order in which jobs noted them.
    private final class Order: Sendable {
        private let noted = Mutex<[Int]>([])

        var numbers: [Int] { noted.withLock { $0 } }

        func append(_ number: Int) { noted.withLock { $0.append(number) } }
    }
}
