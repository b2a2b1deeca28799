// SPDX-License-Identifier: Apache-2.0

import Archives
import Billing
import Database
import Foundation
import Ledger
import Synchronization
import Testing
import Vocabulary

@Suite("an archive that is cut off")
struct CutOffArchiveTests {
    private struct Cut: Error {}

    /// How many steps a run over the stage's usage is watched at.
    private static let steps = 0..<9

    @Test("at any step leaves sound books, and the next run ends it", arguments: steps)
    func anywhere(step: Int) async throws {
        try await withOldUsage { stage in
            let seen = Mutex<[UsageArchiveProgress.Step]>([])
            await #expect(throws: Cut.self) {
                try await stage.archive { progress in
                    let count = seen.withLock { steps in
                        steps.append(progress.step)
                        return steps.count
                    }
                    if count == step + 1 { throw Cut() }
                }
            }
            #expect(try await stage.fault() == nil)
            #expect(try await stage.fault(withFiles: true) == nil)
            let cutOff = try #require(try await stage.allArchives().first)
            #expect(cutOff.failure?.contains("Cut") == true && cutOff.state != .finished)
            #expect(
                try await stage.rows(of: "charge") == 6 - cutOff.chargesRemoved,
                "after \(seen.withLock { $0 })")

            let archive = try #require(try await stage.archive().first)
            #expect(archive.state == .finished && archive.id == cutOff.id)
            #expect(archive.failure == nil)
            #expect(archive.charges == 6 && archive.holds == 8)
            #expect(try stage.lines(of: "2024-10/charges-2024-10.csv.gz").count == 7)
            #expect(try await stage.rows(of: "charge") == 0)
            #expect(try await stage.rows(of: "hold") == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: stage.folder)
            #expect(names == ["2024-10"], "nothing is left of what was cut off")
        }
    }

    @Test("the steps above are all there are")
    func allSteps() async throws {
        try await withOldUsage { stage in
            let count = Mutex(0)
            try await stage.archive { _ in count.withLock { $0 += 1 } }
            #expect(count.withLock { $0 } == Self.steps.count)
        }
    }

    @Test(
        "files that are damaged, missing or another's are named, and nothing more is removed",
        arguments: ["charges-2024-10.csv.gz", "holds-2024-10.csv.gz", "manifest.json"])
    func damaged(name: String) async throws {
        try await withOldUsage { stage in
            try await stopRemoving(stage)
            let rows = try await stage.rows(of: "charge")
            let path = stage.folder + "/2024-10/" + name
            let bytes = try #require(FileManager.default.contents(atPath: path))
            for damage in [Data(bytes.dropLast(9)), Data(bytes.reversed()), nil] {
                try FileManager.default.removeItem(atPath: path)
                if let damage {
                    #expect(FileManager.default.createFile(atPath: path, contents: damage))
                }
                let failure = await #expect(throws: ArchiveFailure.self) {
                    try await stage.archive()
                }
                #expect(failure?.description.contains(name) == true)
                #expect(try await stage.fault(withFiles: true)?.problem.contains(name) == true)
                #expect(try await stage.fault() == nil)
                #expect(try await stage.rows(of: "charge") == rows)
                #expect(FileManager.default.createFile(atPath: path, contents: bytes))
            }
            #expect(try await stage.archive().count == 1)
        }
    }

    @Test("files that were moved are asked for where they were")
    func moved() async throws {
        try await withOldUsage { stage in
            try await stopRemoving(stage)
            let other = stage.folder + "/other"
            try FileManager.default.createDirectory(
                atPath: other, withIntermediateDirectories: false)
            let place = try #require(try await stage.allArchives().first).folder
            let refusal = await #expect(throws: UsageArchiveRefusal.self) {
                try await stage.archives.archive(before: stage.latest, into: other)
            }
            #expect(refusal == .missing(other + "/2024-10", wasAt: place))
            try FileManager.default.moveItem(atPath: place, toPath: other + "/2024-10")
            #expect(
                try await stage.archives.archive(before: stage.latest, into: other).count == 1)
            try FileManager.default.moveItem(atPath: other + "/2024-10", toPath: place)
            try FileManager.default.removeItem(atPath: other)
        }
    }

    @Test(
        "a row that is not what was archived stops the removal",
        arguments: ["refunded = refunded + 1", "description = 'other'"])
    func changedRow(change: String) async throws {
        try await withOldUsage { stage in
            try await stopRemoving(stage)
            let rows = try await stage.rows(of: "charge")
            try await stage.tamper("UPDATE charge SET \(change) WHERE refunded < amount")
            await #expect(throws: (any Error).self) { try await stage.archive() }
            #expect(try await stage.rows(of: "charge") == rows)
            let back =
                change.contains("description") ? "description = NULL" : "refunded = refunded - 1"
            try await stage.tamper("UPDATE charge SET \(back) WHERE refunded < amount")
            try await stage.archive()
        }
    }

    @Test("two runs at the same time end each row once")
    func together() async throws {
        try await withOldUsage { stage in
            let other = ArchiveStage(
                keeper: try await stage.keeper.neighbour(), folder: stage.folder)
            await withTaskGroup { group in
                for run in [stage, other] {
                    group.addTask {
                        // One of them may find that the other one was faster.
                        _ = await Result { try await run.archive() }
                    }
                }
            }
            await other.keeper.database.close()
            try await stage.archive()
            let archives = try await stage.allArchives()
            #expect(archives.map(\.state) == [.finished] && archives[0].charges == 6)
        }
    }

    private func stopRemoving(_ stage: ArchiveStage) async throws {
        await #expect(throws: Cut.self) {
            try await stage.archive { if $0.step == .removing { throw Cut() } }
        }
        #expect(try await stage.allArchives().first?.state == .removing)
        #expect(try await stage.rows(of: "charge") == 4, "one batch is removed")
    }

    private func withOldUsage(_ body: (ArchiveStage) async throws -> Void) async throws {
        try await withArchives { stage in
            try await stage.live()
            try await stage.live(in: try await stage.keeper.open())
            stage.keeper.wait(seconds: 365 * 86_400)
            try await body(stage)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
