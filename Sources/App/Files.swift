// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The few questions about files that a server asks.
enum Files {
    private typealias Disk = FileManager

    /// For files that need not live long: `TMPDIR`, or the system's.
    static var temporaryFolder: String { Disk.default.temporaryDirectory.path }

    static func exists(_ path: String) -> Bool { Disk.default.fileExists(atPath: path) }

    /// A file's text, nil when it cannot be read.
    static func text(at path: String) -> String? {
        Disk.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A file's bytes, nil when it cannot be read.
    static func bytes(at path: String) -> [UInt8]? {
        Disk.default.contents(atPath: path).map { Array($0) }
    }

    /// Makes a folder and those above it, closed to everybody else.
    ///
    /// - Throws: ``CommandFailure`` with the reason.
    static func makeFolder(_ path: String) throws(CommandFailure) {
        guard !path.isEmpty, !exists(path) else { return }
        do {
            try Disk.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure("cannot make the folder \(path): \(error.localizedDescription)")
        }
    }

    /// Makes a file that only its owner can read, if it is not there. SQLite's own files beside a
    /// database get the database's mode.
    static func makePrivateFile(_ path: String) throws(CommandFailure) {
        guard !exists(path) else { return }
        let isMade = Disk.default.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        guard isMade else { throw CommandFailure("cannot make the file \(path)") }
    }

    /// Copies a database that nobody writes, with what its log holds.
    ///
    /// - Throws: ``CommandFailure`` with the reason.
    static func copyDatabase(_ original: String, to copy: String) throws(CommandFailure) {
        try makeFolder(folder(of: copy))
        do {
            try Disk.default.copyItem(atPath: original, toPath: copy)
            if exists(original + "-wal") {
                try Disk.default.copyItem(atPath: original + "-wal", toPath: copy + "-wal")
            }
            // Or the kernel would still be writing the copy while it is measured.
            try FileHandle(forUpdating: URL(filePath: copy)).synchronize()
        } catch {
            throw CommandFailure("cannot copy \(original): \(error.localizedDescription)")
        }
    }

    /// The folder that a path is in; empty for the working folder.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The permission bits, nil when nothing is there.
    static func mode(of path: String) -> Int? {
        do {
            let attributes = try Disk.default.attributesOfItem(atPath: path)
            return (attributes[.posixPermissions] as? NSNumber)?.intValue
        } catch {
            return nil
        }
    }

    /// Bytes that can still be written where a file is, nil when that cannot be told.
    static func freeBytes(at path: String) -> Int64? {
        let folder = folder(of: path)
        do {
            let attributes = try Disk.default.attributesOfFileSystem(
                forPath: folder.isEmpty ? "." : folder)
            return (attributes[.systemFreeSize] as? NSNumber)?.int64Value
        } catch {
            return nil
        }
    }
}
