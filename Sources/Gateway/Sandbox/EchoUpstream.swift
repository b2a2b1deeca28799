// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import NIOHTTP1
import NIOPosix
import Vocabulary

/// The sandbox models, served in this process as a provider would serve them: a newcomer's first
/// call needs no network and no account anywhere, and passes through everything a real one does.
struct EchoUpstream: Upstream {
    let clock: Clock

    func start(_ request: UpstreamRequest, into exchange: Exchange) {
        guard let operation = ModelOperation.allCases.first(where: { $0.path == request.path })
        else { return answerElse(request, into: exchange) }
        guard request.method == .POST else { return Self.answer(405, [], into: exchange) }
        switch request.body {
        case .bytes(let body):
            refusing(operation, into: exchange) { () throws(EchoRefusal) in
                try answer(operation, Self.json(body), body, into: exchange)
            }
        case .file(let body): start(operation, request, body, into: exchange)
        case .empty: exchange.fail(.brokenOff("nothing was sent"))
        }
    }

    private func answerElse(_ request: UpstreamRequest, into exchange: Exchange) {
        if !answer(request, into: exchange) { Self.answer(404, [], into: exchange) }
    }

    /// Reads the form where waiting for the disk stops nobody.
    private func start(
        _ operation: ModelOperation, _ request: UpstreamRequest, _ body: FileBody,
        into exchange: Exchange
    ) {
        let type = request.headers.first(name: "Content-Type") ?? ""
        NIOThreadPool.singleton.submit { _ in
            do {
                let form = try EchoForm(body, contentType: type)
                refusing(operation, into: exchange) { () throws(EchoRefusal) in
                    try answer(operation, form, into: exchange)
                }
            } catch {
                exchange.fail(.brokenOff("\(error)"))
            }
        }
    }

    private func refusing(
        _ operation: ModelOperation, into exchange: Exchange,
        _ body: () throws(EchoRefusal) -> Void
    ) {
        do throws(EchoRefusal) {
            try body()
        } catch {
            let json = error.json(for: operation)
            Self.answer(400, [ByteBuffer(bytes: json.encoded())], into: exchange)
        }
    }

    func shutdown() {}

    private func answer(
        _ operation: ModelOperation, _ json: JSON, _ body: ByteBuffer, into exchange: Exchange
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
        case .moderation:
            Self.answer(200, [ByteBuffer(bytes: EchoVerdict.answer(json))], into: exchange)
        case .rerank:
            Self.answer(200, [ByteBuffer(bytes: EchoRanking(json).answer)], into: exchange)
        case .image, .imageEdit:
            Self.answer(
                operation, try EchoPicture(CallFields(body), created: created), into: exchange)
        case .speech: Self.answer(try EchoSpeech(json), into: exchange)
        case .video: Self.answer(try video(CallFields(body)), into: exchange)
        case .imageVariation, .transcription, .translation:
            throw EchoRefusal("file", "must be in a form")
        }
    }

    private func answer(
        _ operation: ModelOperation, _ form: EchoForm, into exchange: Exchange
    ) throws(EchoRefusal) {
        switch operation {
        case .imageEdit, .imageVariation:
            let created = clock.now.microseconds / 1_000_000
            Self.answer(
                operation, try EchoPicture(form.fields, created: created), into: exchange)
        case .video: Self.answer(try video(form.fields), into: exchange)
        default:
            let transcript = try EchoTranscript(form)
            guard !transcript.isStreamed else {
                return Self.answer(
                    200, transcript.events, contentType: "text/event-stream", into: exchange)
            }
            let (type, bytes) = transcript.whole
            Self.answer(200, [ByteBuffer(bytes: bytes)], contentType: type, into: exchange)
        }
    }

    private static func answer(
        _ operation: ModelOperation, _ picture: EchoPicture, into exchange: Exchange
    ) {
        if picture.isStreamed {
            let events = picture.events(of: operation)
            answer(200, events, contentType: "text/event-stream", into: exchange)
        } else {
            answer(200, [ByteBuffer(bytes: picture.whole)], into: exchange)
        }
    }

    private static func answer(_ speech: EchoSpeech, into exchange: Exchange) {
        if speech.isStreamed {
            answer(200, speech.events, contentType: "text/event-stream", into: exchange)
        } else {
            answer(200, speech.pieces, contentType: "audio/wav", into: exchange)
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

    private static func json(_ body: ByteBuffer) throws(EchoRefusal) -> JSON {
        do throws(JSONRefusal) {
            return try JSON(parsing: body.readableBytesView)
        } catch {
            throw EchoRefusal("body", "must be JSON: \(error)")
        }
    }

    private func video(_ fields: CallFields) throws(EchoRefusal) -> EchoVideo {
        try EchoVideo(fields, created: clock.now.microseconds)
    }

    private static func answer(_ video: EchoVideo, into exchange: Exchange) {
        let json = video.json(at: Instant(microseconds: video.created))
        answer(200, [ByteBuffer(bytes: json.encoded())], into: exchange)
    }

    static func answer(
        _ status: Int, _ pieces: [ByteBuffer], contentType: String = "application/json",
        into exchange: Exchange
    ) {
        let headers: HTTPHeaders = ["Content-Type": contentType]
        exchange.receive(Exchange.Head(status: status, headers: headers))
        for piece in pieces { exchange.receive(piece) }
        exchange.finish()
    }
}
