// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The standard streams, written at once: a log that somebody watches must not wait in a buffer.
public enum Console {
    public static func say(_ text: String) { write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    public static func complain(_ text: String) {
        write(Array((text + "\n").utf8), to: STDERR_FILENO)
    }

    /// Whether somebody sits there who likes to see progress.
    public static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Rewrites the last line of a terminal.
    static func progress(_ text: String) {
        write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
    }

    /// - Returns: False when nobody reads any more.
    @discardableResult
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
