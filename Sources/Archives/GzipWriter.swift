// SPDX-License-Identifier: Apache-2.0

import CZlib
import Glibc

/// A new file that is compressed as it is written; only its owner can read it.
///
/// The same bytes make the same file: nothing of the time or of the name goes into it.
///
/// SAFETY: unchecked, because it goes from thread to thread: one call ends before the next begins.
public final class GzipWriter: @unchecked Sendable {
    private let path: String
    private let descriptor: Int32
    private let note: @Sendable (UnsafeRawBufferPointer) -> Void
    /// zlib remembers where it is.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)

    /// Text of tables shrinks to a tenth; the slower levels gain a few per cent for twice the time.
    private static let level: Int32 = 6

    /// - Parameters:
    ///   - path: Of a file that is not there yet.
    ///   - note: Told of each part as it stands in the file: for its checksum.
    public init(
        _ path: String, note: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) throws(ArchiveFailure) {
        self.path = path
        self.note = note
        stream.initialize(to: z_stream())
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .refused("make", path) }
        let code = florin_gzip_begin(stream, Self.level)
        precondition(code == Z_OK, "zlib has no memory")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
        close(descriptor)
    }

    public func write(_ bytes: [UInt8]) throws(ArchiveFailure) {
        try deflate(bytes, Z_NO_FLUSH)
    }

    /// Writes what is left and waits until the file is on the disk.
    public func finish() throws(ArchiveFailure) {
        try deflate([], Z_FINISH)
        guard fsync(descriptor) == 0 else { throw .refused("sync", path) }
    }

    private func deflate(_ bytes: [UInt8], _ flush: Int32) throws(ArchiveFailure) {
        var bytes = bytes
        var failure: ArchiveFailure?
        bytes.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            do throws(ArchiveFailure) {
                repeat { try deflatePart(flush) } while stream.pointee.avail_out == 0
            } catch {
                failure = error
            }
            stream.pointee.next_in = nil
        }
        if let failure { throw failure }
    }

    private func deflatePart(_ flush: Int32) throws(ArchiveFailure) {
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = CZlib.deflate(stream, flush)
        precondition(code != Z_STREAM_ERROR, "the state of zlib is broken")
        let made = output.count - Int(stream.pointee.avail_out)
        try put(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<made]))
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(ArchiveFailure) {
        note(bytes)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .refused("write", path) }
            rest = rest.dropFirst(count)
        }
    }
}
