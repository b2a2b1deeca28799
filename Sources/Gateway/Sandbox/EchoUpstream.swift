// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import NIOHTTP1
import Vocabulary

/// The sandbox models, served in this process as a provider would serve them: a newcomer's first
/// call needs no network and no account anywhere, and passes through everything a real one does.
struct EchoUpstream: Upstream {
    let clock: Clock

    func start(_ request: UpstreamRequest, into exchange: Exchange) {
        guard let operation = ModelOperation.allCases.first(where: { $0.path == request.path })
        else { return Self.answer(404, [], into: exchange) }
        do throws(EchoRefusal) {
            guard case .bytes(let body) = request.body else {
                throw EchoRefusal("model", "is no sandbox model for this")
            }
            let json = try Self.json(body)
            try answer(operation, json, into: exchange)
        } catch {
            let json = error.json(for: operation)
            Self.answer(400, [ByteBuffer(bytes: json.encoded())], into: exchange)
        }
    }

    func shutdown() {}

    private func answer(
        _ operation: ModelOperation, _ json: JSON, into exchange: Exchange
    ) throws(EchoRefusal) {
        let created = clock.now.microseconds / 1_000_000
        switch operation {
        case .chat:
            let chat = EchoChat(try EchoRequest(json), created: created)
            Self.answer(chat.request, chat.whole, chat.events, into: exchange)
        case .response:
            let response = EchoResponse(try EchoRequest(response: json), created: created)
            Self.answer(response.request, response.whole, response.events, into: exchange)
        case .message:
            let message = EchoMessage(try EchoRequest(message: json))
            Self.answer(message.request, message.whole, message.events, into: exchange)
        case .messageTokenCount:
            let count = EchoMessage(try EchoRequest(message: json)).tokenCount
            Self.answer(200, [ByteBuffer(bytes: count)], into: exchange)
        case .embedding:
            let answer = try EchoEmbedding(json).answer
            Self.answer(200, [ByteBuffer(bytes: answer)], into: exchange)
        case .completion:
            throw EchoRefusal("model", "is a chat model: use /chat/completions")
        case .moderation, .rerank, .image, .imageEdit, .imageVariation, .speech, .transcription,
            .translation:
            throw EchoRefusal("model", "is no sandbox model for this")
        }
    }

    private static func answer(
        _ request: EchoRequest, _ whole: @autoclosure () -> [UInt8],
        _ events: @autoclosure () -> [ByteBuffer], into exchange: Exchange
    ) {
        if request.isStreamed {
            answer(200, events(), contentType: "text/event-stream", into: exchange)
        } else {
            answer(200, [ByteBuffer(bytes: whole())], into: exchange)
        }
    }

    private static func json(_ body: UpstreamBody) throws(EchoRefusal) -> JSON {
        guard case .bytes(let body) = body else { throw EchoRefusal("body", "must be JSON") }
        do throws(JSONRefusal) {
            return try JSON(parsing: body.readableBytesView)
        } catch {
            throw EchoRefusal("body", "must be JSON: \(error)")
        }
    }

    private static func answer(
        _ status: Int, _ pieces: [ByteBuffer], contentType: String = "application/json",
        into exchange: Exchange
    ) {
        let headers: HTTPHeaders = ["Content-Type": contentType]
        exchange.receive(Exchange.Head(status: status, headers: headers))
        for piece in pieces { exchange.receive(piece) }
        exchange.finish()
    }
}
