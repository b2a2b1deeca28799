// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Money
import TestSupport
import Testing

/// Random histories against a model: `FLORIN_SIMULATION_COMMANDS` says how many commands (1,000,000
/// and more in `make simulate`), `FLORIN_SIMULATION_SEED` where to begin.
@Suite struct SimulationTests {
    static let commands = environment("FLORIN_SIMULATION_COMMANDS") ?? 60_000
    static let seed = environment("FLORIN_SIMULATION_SEED") ?? 1

    static func environment(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test("random histories leave accounts, rows and journal as the coins on the table",
        arguments: World.allCases)
    func agreesWithModel(world: World) {
        let share = Self.commands / UInt64(World.allCases.count)
        var played: UInt64 = 0
        var seed = Self.seed
        while played < share {
            let history = HistoryGenerator.history(world, seed: seed)
            do throws(Disagreement) {
                let rehearsal = try Rehearsal.play(history)
                #expect(rehearsal.kept.held.isZero, "a hold outlived \(history)")
            } catch {
                report(history)
                return
            }
            played += UInt64(history.steps.count)
            seed += 1
        }
    }

    private func report(_ history: History) {
        let shortest = history.shrunk { disagreement(in: $0) != nil }
        Issue.record(
            """
            \(disagreement(in: shortest)?.description ?? "failed only once")
            again: FLORIN_SIMULATION_SEED=\(history.seed) FLORIN_SIMULATION_COMMANDS=4
            \(shortest)
            """)
    }

    private func disagreement(in history: History) -> Disagreement? {
        do throws(Disagreement) {
            _ = try Rehearsal.play(history)
            return nil
        } catch {
            return error
        }
    }
}
