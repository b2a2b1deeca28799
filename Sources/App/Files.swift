// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The few questions about files that a server asks. Without Foundation, whose loading would take
/// longer than the rest of the start.
enum Files {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// A file's text, nil when it cannot be read.
    static func text(at path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var page = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = fread(&page, 1, page.count, file)
            bytes += page[..<count]
            if count < page.count { break }
        }
        guard ferror(file) == 0 else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Makes a folder and those above it, closed to everybody else.
    ///
    /// - Throws: ``CommandFailure`` with the reason.
    static func makeFolder(_ path: String) throws(CommandFailure) {
        guard !path.isEmpty, !exists(path) else { return }
        try makeFolder(folder(of: path))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw CommandFailure("cannot make the folder \(path): \(reason(errno))")
        }
    }

    /// Makes a file that only its owner can read, if it is not there. SQLite's own files beside a
    /// database get the database's mode.
    static func makePrivateFile(_ path: String) throws(CommandFailure) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("cannot open \(path): \(reason(errno))")
        }
        Glibc.close(descriptor)
    }

    /// The folder that a path is in; empty for the working folder.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The permission bits, nil when nothing is there.
    static func mode(of path: String) -> UInt32? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & 0o777
    }

    /// Bytes that an ordinary process can still write where a file is.
    static func freeBytes(at path: String) -> UInt64? {
        var status = statvfs()
        let folder = folder(of: path)
        guard statvfs(folder.isEmpty ? "." : folder, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

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
