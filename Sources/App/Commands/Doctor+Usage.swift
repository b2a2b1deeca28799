// SPDX-License-Identifier: Apache-2.0

import Archives
import Billing
import Database
import Upkeep
import Vocabulary

extension Doctor {
    /// How long a server may take over what has become old enough.
    private static let archiveSeconds: Int64 = 2 * 86_400

    /// Whether usage goes where the settings say, when they say it.
    func usage(in house: House) async throws -> Finding {
        let health = try await house.database.read { try UsageHealth.read(on: $0) }
        if let last = health.last, let failure = last.failure {
            let moment = last.failedAt.map { " at \($0)" } ?? ""
            return finding(
                "archive \(last.month) failed\(moment): \(failure); nothing was removed that is "
                    + "not in its files", isGood: false)
        }
        guard let (days, folder) = configuration.usage.retention else {
            return finding(
                "usage stays for ever (FLORIN_USAGE_RETENTION_DAYS)" + words(of: health))
        }
        do {
            try await awaitDisk { try Folder.checkWritable(folder) }
        } catch let failure as ArchiveFailure {
            return finding("FLORIN_ARCHIVE_PATH: \(failure)", isGood: false)
        }
        let past = house.clock.now.adding(seconds: -Self.archiveSeconds)
        let end = UsageRetention.end(of: days, at: past)
        if let month = try await house.usageArchives.nextMonth(before: end) {
            return finding(
                "usage of \(month) should be archived by now: does a server run with these "
                    + "settings? (`florin jobs run usage`)", isGood: false)
        }
        return finding("usage stays for \(days) days" + words(of: health))
    }

    private func words(of health: UsageHealth) -> String {
        guard let last = health.last else { return "; nothing is archived" }
        return "; before \(last.closedBefore.day) \(counted(health.charges, "charge")) and "
            + "\(counted(health.holds, "hold")) are archived, the last in \(last.folder)"
            + (last.state == .finished ? "" : "; \(last.month) is \(last.state.rawValue)")
    }

    private func finding(_ detail: String, isGood: Bool = true) -> Finding {
        Finding(name: "archive", isGood: isGood, detail: detail)
    }
}
