// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A line that counts up, for whoever sits at a terminal.
final class ProgressLine: Sendable {
    private let what: String
    private let isShown = Console.isErrorTerminal
    private let last = Mutex(ContinuousClock.now)

    init(_ what: String) {
        self.what = what
    }

    /// - Parameters:
    ///   - total: Zero when it is not known yet.
    ///   - stage: What is being done, where that changes.
    func show(_ count: Int64, of total: Int64, doing stage: String? = nil) {
        guard isShown else { return }
        let isDue = last.withLock { last in
            guard ContinuousClock.now - last > .milliseconds(100) else { return false }
            last = .now
            return true
        }
        guard isDue else { return }
        let stage = stage.map { $0 + ": " } ?? ""
        let whole = total > 0 ? " of \(total)" : ""
        let percent = total > 0 ? " (\(count * 100 / total) %)" : ""
        Console.progress("\(stage)\(count)\(whole) \(what)\(percent)")
    }

    func clear() {
        if isShown { Console.progress("") }
    }
}
