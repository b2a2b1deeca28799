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

    func show(_ count: Int64, of total: Int64) {
        guard isShown else { return }
        let isDue = last.withLock { last in
            guard ContinuousClock.now - last > .milliseconds(100) else { return false }
            last = .now
            return true
        }
        guard isDue else { return }
        let percent = total > 0 ? " (\(count * 100 / total) %)" : ""
        Console.progress("\(count) of \(total) \(what)\(percent)")
    }

    func clear() {
        if isShown { Console.progress("") }
    }
}
