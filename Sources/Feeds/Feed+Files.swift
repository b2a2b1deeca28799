// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Feed {
    /// The bytes of a regular file: a pipe or a device might never end.
    func readFile(_ path: String, upTo limit: Int) throws(FeedFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadableFile(path: path, reason: "it is no file")
        }
        guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size))
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path) }
            guard count > 0 else { return bytes }
            // It may have grown meanwhile.
            guard bytes.count + count <= limit else { throw .tooLarge(limit: limit) }
            bytes.append(contentsOf: piece[..<count])
        }
    }
}

extension FeedFailure {
    /// With the reason of the last system call.
    fileprivate static func unreadable(_ path: String) -> FeedFailure {
        .unreadableFile(path: path, reason: String(cString: strerror(errno)))
    }
}
