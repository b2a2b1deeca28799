// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Dispatch
import Ledger
import Money
import Testing
import Vocabulary

@Suite("closing a month")
struct ClosingTests {
    @Test("waits for a refund that was decided before, which the archive then has")
    func waits() async throws {
        try await withArchives { stage in
            try await stage.live()
            let charge = try await stage.charge(500)
            stage.keeper.wait(seconds: 365 * 86_400)
            let other = ArchiveStage(
                keeper: try await stage.keeper.neighbour(), folder: stage.folder)
            let (decided, signal) = AsyncStream<Void>.makeStream()
            let mayCommit = DispatchSemaphore(value: 0)
            let (owner, now) = (stage.keeper.organization, stage.keeper.now)
            let command = RefundCommand(id: stage.keeper.ids.make(), charge: charge, amount: nil)
            async let refund: Void = stage.keeper.database.write(isolation: .locking) {
                _ = try Keeper.settle(Order(.refund(command), for: owner), at: now, on: $0)
                signal.finish()
                mayCommit.wait()
            }
            for await _ in decided {}
            async let archives = other.archive()
            // Time for a close that does not wait; one that does needs none.
            try await Task.sleep(for: .milliseconds(300))
            mayCommit.signal()
            try await refund
            let archive = try #require(try await archives.first)
            #expect(archive.refunded == 1_500 && archive.charges == 4)
            await other.keeper.database.close()
        }
    }

    @Test("and refunds of many at the same time: each is in the archive or refused")
    func storm() async throws {
        try await withArchives { stage in
            try await stage.keeper.grant(1_000_000)
            var charges: [ChargeID] = []
            for _ in 0..<40 { charges.append(try await stage.charge(100)) }
            stage.keeper.wait(seconds: 365 * 86_400)
            async let archives = stage.archive()
            let given = await withTaskGroup(of: Int64.self) { group in
                for charge in charges {
                    group.addTask {
                        do {
                            _ = try await stage.refund(charge)
                            return 100
                        } catch KeeperRefusal.chargeArchived {
                            return 0
                        } catch {
                            Issue.record(error)
                            return 0
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(try await archives.first?.refunded == given)
            #expect(try await archives.first?.charges == 40)
        }
    }
}
