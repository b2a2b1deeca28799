// SPDX-License-Identifier: Apache-2.0

import CDispatch
import Glibc

/// What stands in a folder of archives.
public enum Folder {
    /// Whether something of this name is there.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// - Throws: ``ArchiveFailure`` when it is no folder, or nothing can be made in it.
    public static func checkWritable(_ path: String) throws(ArchiveFailure) {
        guard let folder = opendir(path) else { throw .refused("open the folder", path) }
        closedir(folder)
        guard access(path, W_OK | X_OK) == 0 else { throw .refused("write into", path) }
    }

    /// The names of what is in a folder, in their order, hidden ones left out.
    public static func names(in path: String) throws(ArchiveFailure) -> [String] {
        guard let folder = opendir(path) else { throw .refused("open the folder", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// A small file; larger ones are no files of this kind.
    public static func bytes(at path: String, atMost limit: Int) throws(ArchiveFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .refused("read", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = part.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .refused("read", path) }
            if count == 0 { return bytes }
            bytes += part[..<count]
            guard bytes.count <= limit else { throw .damaged(path: path, reason: "it is too long") }
        }
    }
}
