// SPDX-License-Identifier: Apache-2.0

import Database
import Vocabulary

/// Puts a file in the place of a database, whatever state that is in.
///
/// The log is what makes this delicate. SQLite applies a log that it finds beside a file, so one of
/// the old database would ruin the new one; and the old one without its log lacks what was
/// acknowledged last. So the log goes into the old file first, while nobody else has that open.
/// Then the old file, complete, gets a second name, and the new file takes the first one: at each
/// moment there is one whole database under it.
struct DatabaseSwap {
    private let target: String
    private let kept: String

    init(target: String, at now: Instant) {
        self.target = target
        kept = Self.freeName("\(target).replaced-\(now.compact)")
    }

    /// Two restores may come in one second, and a third one finds what they left.
    private static func freeName(_ name: String) -> String {
        func isFree(_ name: String) -> Bool {
            ([""] + SQLiteFile.companions).allSatisfy { !Files.exists(name + $0) }
        }
        guard !isFree(name) else { return name }
        var number = 2
        while !isFree("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }

    /// - Returns: The name that the old database has now, nil when there was none.
    func run(replacingBy draft: String) throws -> String? {
        guard Files.exists(target) else {
            // Somebody moved the file away and forgot its log.
            try moveCompanions()
            try Files.move(draft, to: target)
            return nil
        }
        do {
            try SQLiteFile(path: target).whileClosed { try exchange(draft) }
        } catch DatabaseFailure.busy(let reason) {
            throw CommandFailure(
                "something has \(target) open: end it first (\(reason))", code: "conflict")
        } catch DatabaseFailure.corrupt {
            // That is why it is replaced. Nobody can open it, nor tell what its log is worth: both
            // are kept. Only here a crash can leave the old file in place with its log under the
            // other name.
            try exchange(draft)
        }
        return kept
    }

    private func exchange(_ draft: String) throws(CommandFailure) {
        try Files.addName(kept, to: target)
        try moveCompanions()
        try Files.move(draft, to: target)
    }

    private func moveCompanions() throws(CommandFailure) {
        for companion in SQLiteFile.companions where Files.exists(target + companion) {
            try Files.move(target + companion, to: kept + companion)
        }
    }
}
