// SPDX-License-Identifier: Apache-2.0

import CZlib
import Glibc

/// Reads a compressed file part by part, in memory that does not grow with it.
///
/// gzip's own checksum and length are compared at the end; a file that was cut off, or that goes on
/// behind its end, is damaged.
///
/// SAFETY: unchecked, because it goes from thread to thread: one call ends before the next begins.
public final class GzipReader: @unchecked Sendable {
    private let path: String
    private let descriptor: Int32
    private let note: @Sendable (UnsafeRawBufferPointer) -> Void
    /// zlib remembers where it is.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var hasEnded = false
    private let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)

    private static let partSize = 1 << 18

    /// - Parameter note: Told of each part as it stands in the file: for its checksum.
    public init(
        _ path: String, note: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws(ArchiveFailure) {
        self.path = path
        self.note = note
        stream.initialize(to: z_stream())
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .refused("read", path) }
        let code = florin_gunzip_begin(stream)
        precondition(code == Z_OK, "zlib has no memory")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
        close(descriptor)
    }

    /// The next bytes; nil behind the last.
    public func next() throws(ArchiveFailure) -> [UInt8]? {
        var part = [UInt8](repeating: 0, count: Self.partSize)
        var made = 0
        while made == 0 {
            if hasEnded {
                try refuseMore()
                return nil
            }
            if stream.pointee.avail_in == 0 { try fill() }
            made = try inflatePart(into: &part)
        }
        part.removeLast(part.count - made)
        return part
    }

    private func inflatePart(into part: inout [UInt8]) throws(ArchiveFailure) -> Int {
        let (code, made) = part.withUnsafeMutableBufferPointer { buffer in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(buffer.count)
            let code = inflate(stream, Z_NO_FLUSH)
            return (code, buffer.count - Int(stream.pointee.avail_out))
        }
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: hasEnded = true
        default: throw .damaged(path: path, reason: "it is no gzip file, or not the one written")
        }
        return made
    }

    /// - Throws: ``ArchiveFailure/damaged(path:reason:)`` when the file is over before the data.
    private func fill() throws(ArchiveFailure) {
        guard try read() > 0 else {
            throw .damaged(path: path, reason: "its end is missing")
        }
    }

    private func refuseMore() throws(ArchiveFailure) {
        guard stream.pointee.avail_in == 0, try read() == 0 else {
            throw .damaged(path: path, reason: "something stands behind its end")
        }
    }

    private func read() throws(ArchiveFailure) -> Int {
        while true {
            let count = Glibc.read(descriptor, input.baseAddress, input.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .refused("read", path) }
            note(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(input)[..<count]))
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(count)
            return count
        }
    }
}
