// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import NIOCore

/// A form with files that has arrived: its texts in memory, all of it in a file without a name.
///
/// Nothing can be priced before its end: the name of the model may stand behind the sound, as in
/// OpenAI's own examples.
struct Upload: Sendable {
    let file: SpooledFile
    let boundary: String
    /// Of the form, from its first boundary to the last.
    let length: Int64
    let parts: [MultipartReader.Part]

    /// Takes a request's body.
    ///
    /// - Throws: 415 for another type, 413 for more than ``BodyLimit/upload``, 400 that says what
    ///   is wrong with the form, 503 when there is no room for it on the disk.
    init(_ request: Request, in folder: String) async throws {
        let boundary = try Upload.boundary(of: request)
        var reader = MultipartReader(boundary: boundary)
        let spool = try Spool(in: folder)
        let count = try await Upload.read(request) { bytes in
            try Upload.check { () throws(RequestRefusal) in
                try reader.receive(bytes.readableBytesView)
            }
            try await spool.write(bytes)
        }
        try Upload.check { () throws(RequestRefusal) in
            try reader.finish()
            try Upload.requireSingle(reader.parts)
        }
        self.boundary = boundary
        file = spool.file
        length = reader.end ?? count
        parts = reader.parts
    }

    init(file: SpooledFile, boundary: String, reader: MultipartReader) {
        self.file = file
        self.boundary = boundary
        length = reader.end ?? 0
        parts = reader.parts
    }

    /// The texts by their names.
    var texts: [String: String] {
        let texts = parts.filter { $0.fileName == nil && !$0.isOfList }
        return Dictionary(texts.map { ($0.name, $0.text) }) { first, _ in first }
    }

    /// The files called so, alone or in a list.
    func files(_ name: String) -> [MultipartReader.Part] {
        parts.filter { $0.fileName != nil && ($0.name == name || $0.name == name + "[]") }
    }

    /// - Returns: How many bytes there were.
    private static func read(
        _ request: Request, _ take: (ByteBuffer) async throws -> Void
    ) async throws -> Int64 {
        let limit = BodyLimit.upload
        var count = 0
        do {
            for try await bytes in request.body {
                count += bytes.readableBytes
                // Many clients listen only once they have sent all of it.
                guard count <= 2 * limit else { break }
                if count <= limit { try await take(bytes) }
            }
        } catch let error as APIError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw APIError(.validationError, "The body could not be read to its end.")
        }
        guard count <= limit else {
            throw APIError(.payloadTooLarge, "The body may have at most \(limit) bytes.")
        }
        return Int64(count)
    }

    private static func check(
        _ body: () throws(RequestRefusal) -> Void
    ) throws(APIError) {
        do throws(RequestRefusal) {
            try body()
        } catch {
            throw APIError(error)
        }
    }

    /// One part decides here, and another might upstream.
    private static func requireSingle(
        _ parts: [MultipartReader.Part]
    ) throws(RequestRefusal) {
        var seen: Set<String> = []
        for part in parts where !part.isOfList && part.name != "image" {
            guard seen.insert(part.name).inserted else {
                throw .field(part.name, expected: "only once in a form")
            }
        }
    }

    private static func boundary(of request: Request) throws(APIError) -> String {
        let type = HeaderParameters(request.headers[.contentType] ?? "")
        guard let type, type.value == "multipart/form-data" else {
            throw APIError(.unsupportedMediaType, "The body must be multipart/form-data.")
        }
        guard let boundary = type["boundary"], (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy(isOfBoundary)
        else { throw .invalid("boundary", expected: "1 to 70 characters in the Content-Type") }
        return boundary
    }

    /// RFC 2046, without the space.
    private static func isOfBoundary(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "'()+_,-./:=?".utf8.contains(byte)
        }
    }
}

extension MultipartReader.Part {
    /// `image[]` may stand there as often as there are images.
    var isOfList: Bool { name.hasSuffix("[]") }
}

extension Upload {
    /// The form for an upstream: as it came but for the name of the model.
    func body(model name: String?) throws -> FileBody {
        let all = FileBody(file: file, range: 0..<length)
        let model = parts.first { $0.name == "model" && $0.fileName == nil }
        guard let name, let model, model.text != name else { return all }
        return try file.body(replacing: model.range, of: length, with: name)
    }
}

extension Upload {
    /// The names of the parts, and what is in them.
    ///
    /// Waits for the disk.
    func fingerprint() throws -> ByteBuffer {
        var fingerprint = ByteBuffer()
        for part in parts {
            fingerprint.writeString("\(part.name)\n\(part.fileName ?? "")\n")
            fingerprint.writeBytes(try digest(of: part.range))
        }
        return fingerprint
    }

    /// A digest over each piece and the one before.
    private func digest(of range: Range<Int64>) throws -> [UInt8] {
        let pieceBytes: Int64 = 256 << 10
        var digest: [UInt8] = []
        var place = range.lowerBound
        while place < range.upperBound {
            let end = min(place + pieceBytes, range.upperBound)
            let piece = try file.bytes(place..<end)
            digest = SHA256Digest(of: digest + Array(piece.readableBytesView)).bytes
            place = end
        }
        return digest
    }
}
