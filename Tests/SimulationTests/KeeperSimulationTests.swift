// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Ledger
import TestSupport
import Testing
import Vocabulary

/// The random histories of ``SimulationTests`` once more, through the keeper on a real SQLite file:
/// batches of any size, requests that come twice, and restarts in between. A tenth of the commands,
/// for every one of them goes to disk.
@Suite struct KeeperSimulationTests {
    @Test(
        "random histories leave the keeper's file as the coins on the table",
        arguments: World.allCases)
    func agreesWithModel(world: World) async throws {
        let share = SimulationTests.commands / 10 / UInt64(World.allCases.count)
        let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try await KeeperFile(path: folder.appending(path: "simulation.db").path)
        var played: UInt64 = 0
        var seed = SimulationTests.seed
        while played < share {
            let history = HistoryGenerator.history(world, seed: seed)
            var life = KeeperLife(of: history, in: file)
            do {
                try await life.play()
            } catch let disagreement as Disagreement {
                Issue.record(
                    """
                    \(disagreement)
                    again: FLORIN_SIMULATION_SEED=\(seed) FLORIN_SIMULATION_COMMANDS=40
                    \(history)
                    """)
                break
            }
            played += UInt64(history.steps.count)
            seed += 1
        }
        let verdict = try await file.database.read { try Books.verify(on: $0, seed: 1) }
        #expect(verdict.firstFault == nil)
        await file.database.close()
    }
}
