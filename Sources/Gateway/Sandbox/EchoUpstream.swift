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
        do throws(EchoRefusal) {
            let json = try Self.json(request.body)
            switch request.operation {
            case .chat: try answerChat(json, into: exchange)
            case .embedding:
                let answer = try EchoEmbedding(json).answer
                Self.answer(200, [ByteBuffer(bytes: answer)], into: exchange)
            case .completion:
                throw EchoRefusal("model", "is a chat model: use /chat/completions")
            }
        } catch {
            Self.answer(400, [ByteBuffer(bytes: error.json.encoded())], into: exchange)
        }
    }

    func shutdown() {}

    private func answerChat(_ json: JSON, into exchange: Exchange) throws(EchoRefusal) {
        let created = clock.now.microseconds / 1_000_000
        let chat = EchoChat(try EchoRequest(json), created: created)
        guard chat.request.isStreamed else {
            return Self.answer(200, [ByteBuffer(bytes: chat.whole)], into: exchange)
        }
        Self.answer(200, chat.events, contentType: "text/event-stream", into: exchange)
    }

    private static func json(_ body: ByteBuffer) throws(EchoRefusal) -> JSON {
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
