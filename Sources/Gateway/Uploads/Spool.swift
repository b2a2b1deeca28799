// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPEdge
import NIOCore
import NIOPosix

/// Writes a body to a file that has no name, so that nothing of it is left behind however the
/// process ends. It is done on threads that may wait for the disk, a piece at a time: the client is
/// read no faster than that.
struct Spool {
    let file: SpooledFile
    private let descriptor: CInt

    /// - Throws: 503 when no file can be made.
    init(in folder: String) throws(APIError) {
        var template = Array("\(folder)/florin-upload-XXXXXX\0".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.noRoom(errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = unlink(template)
        file = SpooledFile(descriptor: descriptor)
    }

    /// - Throws: 503 when the disk is full.
    func write(_ bytes: ByteBuffer) async throws {
        let (descriptor, file) = (descriptor, file)
        try await NIOThreadPool.singleton.runIfActive {
            try withExtendedLifetime(file) {
                try bytes.withUnsafeReadableBytes { try Self.write($0, to: descriptor) }
            }
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) throws {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw noRoom(errno) }
            written += count
        }
    }

    private static func noRoom(_ error: CInt) -> APIError {
        .unavailable(
            "Uploads cannot be taken now.", retryAfterSeconds: 30,
            reason: "an upload cannot be written: \(String(cString: strerror(error)))")
    }
}

extension SpooledFile {
    /// What lies in a range, for what is small or has to be copied.
    func bytes(_ range: Range<Int64>) throws -> ByteBuffer {
        range.isEmpty ? ByteBuffer() : try read(at: range.lowerBound, count: range.count)
    }

    /// A body of which a short piece is another. The smaller side of it is held in memory, which is
    /// little where the piece stands before or behind the files.
    func body(
        replacing piece: Range<Int64>, of length: Int64, with text: String
    ) throws -> FileBody {
        let (before, behind) = (0..<piece.lowerBound, piece.upperBound..<length)
        var edited = ByteBuffer()
        guard before.count <= behind.count else {
            edited.writeString(text)
            edited.writeImmutableBuffer(try bytes(behind))
            return FileBody(file: self, range: before, suffix: edited)
        }
        edited = try bytes(before)
        edited.writeString(text)
        return FileBody(file: self, range: behind, prefix: edited)
    }
}
