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

    /// How many characters a line of the terminal has; nil where the output goes elsewhere.
    static var width: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1,
            ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }

    /// All that comes in on standard input; nil when it is more than `limit` bytes or broken.
    static func input(limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = part.withUnsafeMutableBytes {
                Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += part[..<count]
            guard bytes.count <= limit else { return nil }
        }
    }

    /// Says what is being done, to whoever sits at a terminal; nil when it is done.
    static func stage(_ text: String?) {
        if isErrorTerminal { progress(text.map { $0 + " …" } ?? "") }
    }

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
