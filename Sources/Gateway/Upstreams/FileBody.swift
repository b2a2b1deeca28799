// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix

/// A body that lies in a file, with what stands before and behind it: an upload that is too large
/// for memory, in a form whose other fields were written anew.
struct FileBody: Sendable {
    let file: SpooledFile
    /// Of the file, in bytes.
    let range: Range<Int64>
    var prefix = ByteBuffer()
    var suffix = ByteBuffer()

    var length: Int64 {
        Int64(prefix.readableBytes) + (range.upperBound - range.lowerBound)
            + Int64(suffix.readableBytes)
    }
}

/// An open file that nobody writes to any more; closed when nobody reads it any more.
final class SpooledFile: Sendable {
    private let descriptor: CInt

    /// - Parameter descriptor: Ours from now on.
    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Waits for the disk: for threads that may.
    ///
    /// - Throws: `IOError`, also where the file is shorter than it was said to be.
    func read(at offset: Int64, count: Int) throws -> ByteBuffer {
        var bytes = ByteBufferAllocator().buffer(capacity: count)
        while bytes.readableBytes < count {
            let place = Int(offset) + bytes.readableBytes
            let missing = count - bytes.readableBytes
            let taken = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { room in
                max(0, pread(descriptor, room.baseAddress, missing, place))
            }
            guard taken > 0 else {
                throw IOError(errnoCode: errno, reason: "the body's file cannot be read")
            }
        }
        return bytes
    }
}

/// Sends a body from a file, piece by piece, each once the one before has left for the network:
/// two pieces are in memory, however large the file is.
///
/// SAFETY: what changes is touched on the event loop only; reading on other threads is done by
/// value.
final class FileSending: @unchecked Sendable {
    typealias Write = (ByteBuffer) -> EventLoopFuture<Void>

    private static let pieceBytes = 128 << 10

    private let body: FileBody
    private let loop: any EventLoop
    private let write: Write
    private let done: EventLoopPromise<Void>
    private var next: Int64

    private init(_ body: FileBody, on loop: any EventLoop, write: @escaping Write) {
        self.body = body
        self.loop = loop
        self.write = write
        done = loop.makePromise()
        next = body.range.lowerBound
    }

    /// - Parameter write: Sends a piece and says when it has left; its failure ends the sending.
    /// - Returns: When all of it has left.
    static func run(
        _ body: FileBody, on loop: any EventLoop, write: @escaping Write
    ) -> EventLoopFuture<Void> {
        let sending = FileSending(body, on: loop, write: write)
        if body.prefix.readableBytes > 0 { write(body.prefix).cascadeFailure(to: sending.done) }
        sending.goOn(behind: loop.makeSucceededVoidFuture())
        return sending.done.futureResult
    }

    /// Reads the next piece while the last one is under way.
    private func goOn(behind last: EventLoopFuture<Void>) {
        let count = Int(min(Int64(Self.pieceBytes), body.range.upperBound - next))
        guard count > 0 else {
            let suffix = body.suffix
            return last.flatMap { self.write(suffix) }.cascade(to: done)
        }
        let (file, offset) = (body.file, next)
        next += Int64(count)
        NIOThreadPool.singleton
            .runIfActive(eventLoop: loop) { try file.read(at: offset, count: count) }
            .and(last)
            .whenComplete { result in
                switch result {
                case .success(let (piece, _)): self.goOn(behind: self.write(piece))
                case .failure(let error): self.done.fail(error)
                }
            }
    }
}
