// SPDX-License-Identifier: Apache-2.0

// Whether stat is of Glibc or of CDispatch depends on which of them is loaded first.
import CDispatch
import Glibc

/// A file of lines that moves aside when it is full: `PATH` becomes `PATH.1`, that becomes
/// `PATH.2`, and the last one is lost.
///
/// Only its owner can read it. A file that somebody else moved away is made anew.
struct RotatedFile: ~Copyable {
    private let settings: RequestLogSettings
    private var waiting: [UInt8] = []
    /// Of the file together with what waits; nil until it is looked at.
    private var size: Int?

    /// Written at once at most.
    private static let waitingMax = 1 << 20

    init(_ settings: RequestLogSettings) {
        self.settings = settings
    }

    /// Adds a line; it is there once it is written.
    mutating func append(_ line: [UInt8]) throws(LogFailure) {
        var before = size ?? 0
        if size == nil { before = try Self.size(of: settings.path) }
        if before > 0, before + line.count + 1 > settings.fileBytesMax {
            try write()
            try rotate()
            size = line.count + 1
        } else {
            size = before + line.count + 1
        }
        waiting += line
        waiting.append(UInt8(ascii: "\n"))
        if waiting.count >= Self.waitingMax { try write() }
    }

    /// Writes what waits.
    mutating func write() throws(LogFailure) {
        // Whatever becomes of it: it must not be written a second time.
        defer {
            waiting.removeAll(keepingCapacity: true)
            size = nil
        }
        guard !waiting.isEmpty else { return }
        let file = open(settings.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LogFailure("open", settings.path) }
        defer { close(file) }
        var written = 0
        while written < waiting.count {
            let count = waiting.withUnsafeBytes { bytes in
                Glibc.write(file, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw LogFailure("write", settings.path) }
            written += count
        }
    }

    private func rotate() throws(LogFailure) {
        guard settings.filesMax > 1 else {
            guard unlink(settings.path) == 0 else { throw LogFailure("remove", settings.path) }
            return
        }
        for number in (0..<settings.filesMax - 1).reversed() {
            let old = number == 0 ? settings.path : "\(settings.path).\(number)"
            // Not all of them need be there yet.
            guard rename(old, "\(settings.path).\(number + 1)") == 0 || errno == ENOENT else {
                throw LogFailure("rename", old)
            }
        }
    }

    private static func size(of path: String) throws(LogFailure) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw LogFailure("look at", path) }
            return 0
        }
        return Int(status.st_size)
    }
}

/// Why a log cannot be written.
struct LogFailure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ what: String, _ path: String) {
        description = "cannot \(what) \(path): \(String(cString: strerror(errno)))"
    }
}
