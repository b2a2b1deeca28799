// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
public import Hummingbird
public import JSON
public import NIOCore

/// How large a body may be.
public enum BodyLimit {
    /// JSON of any route.
    public static let json = 10 * 1_024 * 1_024
    /// Files that the gateway passes on.
    public static let upload = 100 * 1_024 * 1_024
    /// What is read and thrown away of a body that is too large: many clients listen only once
    /// they have sent all of it.
    static let discarded = 100 * 1_024 * 1_024
}

extension Request {
    /// The whole body.
    ///
    /// - Throws: 413 above `limit` bytes; 400 when it breaks off.
    public func bytes(upTo limit: Int) async throws -> ByteBuffer {
        var collected = ByteBuffer()
        var count = 0
        do {
            for try await part in body {
                count += part.readableBytes
                if count <= limit {
                    if collected.readableBytes == 0 {
                        collected = part
                    } else {
                        collected.writeImmutableBuffer(part)
                    }
                } else if count > BodyLimit.discarded {
                    throw APIError.bodyTooLarge(limit)
                }
            }
        } catch let error as APIError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            // The connection is gone or its bytes are not HTTP: whoever is there may hear of it.
            throw APIError(.validationError, "The body could not be read to its end.")
        }
        guard count <= limit else { throw APIError.bodyTooLarge(limit) }
        return collected
    }

    /// The body as JSON.
    ///
    /// - Throws: 413, 415 or 400.
    public func json(upTo limit: Int = BodyLimit.json) async throws -> JSON {
        guard let json = try await jsonIfAny(upTo: limit) else {
            throw APIError(.validationError, "This needs a body of JSON.")
        }
        return json
    }

    /// The body as JSON, nil when it is empty.
    ///
    /// - Throws: 413, 415 or 400.
    public func jsonIfAny(upTo limit: Int = BodyLimit.json) async throws -> JSON? {
        let bytes = try await bytes(upTo: limit)
        guard bytes.readableBytes > 0 else { return nil }
        try requireJSON()
        return try JSON(body: bytes)
    }

    /// The body as an object to read fields from.
    ///
    /// - Throws: 413, 415 or 400.
    public func fields(upTo limit: Int = BodyLimit.json) async throws -> Fields {
        try Fields(await json(upTo: limit))
    }

    /// The body as an object, without any field when it is empty: for routes whose fields are all
    /// optional.
    public func fieldsIfAny(upTo limit: Int = BodyLimit.json) async throws -> Fields {
        try Fields(await jsonIfAny(upTo: limit) ?? .object([:]))
    }

    /// A body without a type is taken at its word; one that says it is something else is not read.
    private func requireJSON() throws(APIError) {
        let encoding = headers[.contentEncoding]?.lowercased() ?? "identity"
        guard encoding == "identity" else {
            throw APIError(.unsupportedMediaType, "The body must not be compressed.")
        }
        guard let type = headers[.contentType] else { return }
        let essence = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard essence == "application/json" || essence.hasSuffix("+json") || essence == "text/json"
        else {
            throw APIError(
                .unsupportedMediaType, "The body must be application/json, not \(essence).")
        }
    }
}

extension APIError {
    fileprivate static func bodyTooLarge(_ limit: Int) -> APIError {
        APIError(
            .payloadTooLarge, "The body may have at most \(limit) bytes.",
            details: ["limit": .number(JSONNumber(limit))])
    }
}

extension JSON {
    /// Reads a body.
    ///
    /// - Throws: 400 that says where the JSON is wrong.
    public init(body: ByteBuffer) throws(APIError) {
        do throws(JSONRefusal) {
            try self.init(parsing: body.readableBytesView)
        } catch {
            throw APIError(.validationError, error.description)
        }
    }
}
