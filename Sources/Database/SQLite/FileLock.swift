// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the system says when a file cannot grow, under a name that the SQLite driver can use
/// without importing the C library.
let noSpaceErrnos: Set<Int32> = [ENOSPC, EDQUOT, EFBIG]

/// Drops what the kernel remembers of a file and has written or given up on, so that the next read
/// is from the disk. A file that is not there is none to forget.
func forgetCachedPages(of path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    posix_fadvise(descriptor, 0, 0, Int32(POSIX_FADV_DONTNEED))
    close(descriptor)
}

/// An exclusive lock on a file beside the database, held as long as this value lives.
///
/// Commands may write beside a live server, SQLite's own locks see to that; two servers may not.
/// The kernel frees the lock when the process dies, however it dies.
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Returns: nil when another process holds the lock.
    /// - Throws: ``DatabaseFailure/other(_:)`` when the file cannot be opened.
    public init?(path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DatabaseFailure.other("cannot open \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }
}
