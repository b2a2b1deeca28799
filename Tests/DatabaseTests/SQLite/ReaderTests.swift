// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
import Foundation
import Testing

@Suite struct ReaderTests {
    @Test("a long read does not hold up the reads that come after it", .timeLimit(.minutes(1)))
    func longRead() async throws {
        try await withFolder { folder in
            let database = try SQLiteDatabase(path: folder.appending(path: "florin.db").path)
            let gate = DispatchSemaphore(value: 0)
            let (begun, begin) = AsyncStream<Void>.makeStream()
            async let long: Void = database.read { _ in
                begin.finish()
                gate.wait()
            }
            for await _ in begun {}
            // More than there are readers: in turns, one of them would wait for the gate.
            for _ in 0..<20 {
                let one = try await database.read { try $0.first("SELECT 1") { $0.integer(0) } }
                #expect(one == 1)
            }
            gate.signal()
            try await long
            await database.close()
        }
    }

    @Test("two reads at length leave the readers free, and a third is told to come back")
    func readsAtLength() async throws {
        try await withFolder { folder in
            let database = try SQLiteDatabase(path: folder.appending(path: "florin.db").path)
            let gate = DispatchSemaphore(value: 0)
            let (begun, begin) = AsyncStream<Void>.makeStream()
            let wait: @Sendable (any Connection) -> Void = { _ in
                begin.yield()
                gate.wait()
            }
            async let first: Void = database.readAtLength(wait)
            async let second: Void = database.readAtLength(wait)
            for await _ in begun.prefix(2) {}
            await #expect(throws: DatabaseFailure.busy("2 long reads are running")) {
                try await database.readAtLength { _ in }
            }
            for _ in 0..<20 {
                let one = try await database.read { try $0.first("SELECT 1") { $0.integer(0) } }
                #expect(one == 1)
            }
            gate.signal()
            gate.signal()
            _ = try await (first, second)
            try await database.readAtLength { _ in }
            await database.close()
        }
    }
}
