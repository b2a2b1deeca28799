// SPDX-License-Identifier: Apache-2.0

// Whether stat is of Glibc or of CDispatch depends on which of them is loaded first.
import CDispatch
import Glibc

// What has to be on the disk, in this order and no other: backups and restores.
extension Files {
    /// Bytes, nil when nothing is there.
    static func size(of path: String) -> Int64? { status(of: path).map { Int64($0.st_size) } }

    /// The path without symbolic links; as it is when nothing is there yet.
    static func resolved(_ path: String) -> String {
        guard let name = realpath(path, nil) else { return path }
        defer { free(name) }
        return String(cString: name)
    }

    static func isFolder(_ path: String) -> Bool {
        status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    /// - Throws: ``CommandFailure`` when a file of that size would leave too little of the disk.
    static func refuse(without bytes: Int64, at path: String) throws(CommandFailure) {
        guard let free = freeBytes(at: path), free < bytes + freeBytesMin else { return }
        throw CommandFailure(
            "the folder of \(path) has \(free >> 20) MiB left: \((bytes + freeBytesMin) >> 20) MiB "
                + "are needed", code: "unavailable")
    }

    /// A server on the same disk needs some, too.
    private static let freeBytesMin: Int64 = 16 << 20

    /// Writes a file that only its owner can read, and waits until it is on the disk.
    static func write(_ text: String, to path: String) throws {
        let output = try PrivateFile(path)
        try Array(text.utf8).withUnsafeBytes { try output.write($0) }
        try output.finish()
    }

    /// Waits until a file, or the list of what is in a folder, is on the disk.
    static func sync(_ path: String) throws(CommandFailure) {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", path) }
    }

    /// Gives a file another name, in one step and on the disk; what had that name is gone.
    static func move(_ path: String, to name: String) throws(CommandFailure) {
        guard rename(path, name) == 0 else { throw failure("rename", path) }
        try sync(folder(of: name))
    }

    /// Gives a file a second name, which must be free.
    static func addName(_ name: String, to path: String) throws(CommandFailure) {
        guard link(path, name) == 0 else { throw failure("keep \(path) as", name) }
        try sync(folder(of: name))
    }

    /// Removes a file; one that is not there is removed already.
    static func remove(_ path: String) throws(CommandFailure) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
    }

    /// Removes what nobody will read. Should that fail, it is in the way of nothing: whoever needs
    /// the name next removes it first.
    static func discard(_ paths: [String]) {
        for path in paths { unlink(path) }
    }

    /// What root makes beside another user's files is that user's: a server that cannot open its
    /// database after a restore is none.
    static func give(_ path: String, toOwnerOf other: String) throws(CommandFailure) {
        guard geteuid() == 0, let owner = status(of: other.isEmpty ? "." : other) else { return }
        guard chown(path, owner.st_uid, owner.st_gid) == 0 else { throw failure("chown", path) }
    }

    /// Hands the bytes of a file to `body`, a megabyte at a time.
    static func read(
        _ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        let part = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { part.deallocate() }
        while true {
            let count = Glibc.read(descriptor, part.baseAddress, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path) }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: part[..<count]))
        }
    }

    static func failure(_ action: String, _ path: String) -> CommandFailure {
        CommandFailure("cannot \(action) \(path): \(String(cString: strerror(errno)))")
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}

/// A new file that only its owner can read, for bytes that come in parts.
final class PrivateFile {
    private let path: String
    private let descriptor: Int32

    /// What was there under this name is gone.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        try Files.remove(path)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Files.failure("make", path) }
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(CommandFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Files.failure("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until the bytes are on the disk.
    func finish() throws(CommandFailure) {
        guard fsync(descriptor) == 0 else { throw Files.failure("sync", path) }
    }
}
