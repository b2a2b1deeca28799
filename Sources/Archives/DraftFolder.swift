// SPDX-License-Identifier: Apache-2.0

// Whether stat is of Glibc or of CDispatch depends on which of them is loaded first.
import CDispatch
import Glibc

/// A folder that has another name until all that is in it is on the disk: what is called like an
/// archive is a whole one.
public struct DraftFolder: Sendable {
    /// Where it will be.
    public let target: String
    /// Where it is as long as it is written.
    public let path: String
    private let parent: String

    /// - Parameters:
    ///   - name: Its name in the end.
    ///   - parent: The folder that it is in, which must be there.
    public init(_ name: String, in parent: String) {
        self.parent = parent
        target = "\(parent)/\(name)"
        path = "\(parent)/.\(name).partial"
    }

    /// Makes it, empty; what an earlier run left of it is gone.
    ///
    /// - Parameter names: The files that an earlier run may have left.
    public func make(removing names: [String]) throws(ArchiveFailure) {
        for name in names {
            let file = "\(path)/\(name)"
            guard unlink(file) == 0 || errno == ENOENT else { throw .refused("remove", file) }
        }
        guard rmdir(path) == 0 || errno == ENOENT else { throw .refused("remove", path) }
        guard mkdir(path, 0o700) == 0 else { throw .refused("make", path) }
    }

    /// Writes a file and waits until it is on the disk.
    public func write(_ text: String, to name: String) throws(ArchiveFailure) {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .refused("make", file) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .refused("write", file) }
            done += count
        }
        guard fsync(descriptor) == 0 else { throw .refused("sync", file) }
    }

    /// Removes it with these files, as far as that goes: whoever makes it again removes the rest,
    /// or says why not.
    public func discard(_ names: [String]) {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Gives it its name, in one step and on the disk.
    ///
    /// What root makes in another user's folder is that user's: a server goes on with what a
    /// command began.
    /// - Parameter names: The files in it.
    public func publish(_ names: [String]) throws(ArchiveFailure) {
        for file in names.map({ "\(path)/\($0)" }) + [path] {
            try Self.give(file, toOwnerOf: parent)
        }
        try Self.sync(path)
        guard rename(path, target) == 0 else { throw .refused("rename", path) }
        try Self.sync(parent)
    }

    private static func give(_ path: String, toOwnerOf folder: String) throws(ArchiveFailure) {
        guard geteuid() == 0 else { return }
        var owner = stat()
        guard stat(folder, &owner) == 0, chown(path, owner.st_uid, owner.st_gid) == 0 else {
            throw .refused("chown", path)
        }
    }

    private static func sync(_ folder: String) throws(ArchiveFailure) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .refused("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .refused("sync", folder) }
    }
}
