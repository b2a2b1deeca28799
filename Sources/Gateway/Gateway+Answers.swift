// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import NIOHTTP1
import Pricing
import Vocabulary

extension Gateway {
    /// Waits for the upstream to begin and answers the client.
    ///
    /// - Throws: 502 when the upstream fails before it has produced anything; nothing is charged.
    func pass(
        _ call: MeteredCall, _ outgoing: OutgoingCall, requestID: String
    ) async throws -> Response {
        let beginning: Beginning
        do throws(UpstreamFailure) {
            (beginning, _) = try await begin(
                outgoing, on: call.lease, noting: call.record, requestID: requestID)
        } catch {
            call.exchange.cancel()
            call.record?.ended(CallOutcome(error))
            await call.release()
            house.metrics.upstreamFailures.add(1)
            throw APIError(error, hasBegun: false)
        }
        call.record?.answered()
        switch beginning {
        case .whole(let head, let body):
            return try await passWhole(call, head, body)
        case .stream(let head, let first) where !head.isEventStream:
            call.noteBegun()
            let forwarding = FileForwarding(call, house: house, configuration: configuration)
            return Self.response(of: forwarding, head, from: first)
        case .stream(_, let first):
            call.noteBegun()
            let forwarding = StreamForwarding(
                call, hidesUsage: !outgoing.asked.wantsUsage, requestID: requestID, house: house,
                configuration: configuration)
            return Self.response(of: forwarding, from: first)
        }
    }

    private static func response(
        of forwarding: StreamForwarding, from first: ByteBuffer
    ) -> Response {
        let headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
            .trailer: "X-Florin-Charge, X-Florin-Cost, X-Florin-Balance",
        ]
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                var forwarding = forwarding
                try await forwarding.run(from: first, to: &writer)
            })
    }
}

extension Gateway {
    /// A file of whatever kind, with what it cost behind it.
    private static func response(
        of forwarding: FileForwarding, _ head: Exchange.Head, from first: ByteBuffer
    ) -> Response {
        var headers: HTTPFields = [
            .contentType: head.headers.first(name: "Content-Type") ?? "application/octet-stream",
            .cacheControl: "no-store",
            .trailer: "X-Florin-Charge, X-Florin-Cost, X-Florin-Balance",
        ]
        headers[.contentEncoding] = head.headers.first(name: "Content-Encoding")
        headers[.contentDisposition] = head.headers.first(name: "Content-Disposition")
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await forwarding.run(from: first, to: &writer)
            })
    }
}

extension Exchange.Head {
    var isEventStream: Bool {
        headers.first(name: "Content-Type")?.hasPrefix("text/event-stream") ?? false
    }
}

// MARK: Answers in one piece

extension Gateway {
    private func passWhole(
        _ call: MeteredCall, _ head: Exchange.Head, _ body: ByteBuffer
    ) async throws(APIError) -> Response {
        defer { call.record?.passedOn() }
        guard (200..<300).contains(head.status) else {
            await call.release()
            let refusal = try refusal(head, body, of: call.terms.price.operation)
            call.record?.ended(.refused)
            return refusal
        }
        if let record = call.record { records.note(body, as: .answer, in: record) }
        var usage = WholeAnswer.usage(in: body, of: call.terms.price.operation)
        if call.terms.price.model.identity.isDynamic, usage.model == nil {
            usage.model = AnsweringModel.name(in: body.readableBytesView)
        }
        guard usage.isAnswer else {
            await call.release()
            house.metrics.upstreamFailures.add(1)
            throw .notAnAnswer(type: head.headers.first(name: "Content-Type"))
        }
        guard call.terms.price.operation.isCharged, !usage.isRefusal else {
            await call.release()
            call.record?.ended(usage.isRefusal ? .upstreamFailed : .finished)
            return Self.response(head, body, status: .init(code: head.status))
        }
        let settled = await call.settle(usage, answer: SentAnswer(head, body))
        call.record?.ended(.finished)
        var response = Self.response(head, body, status: .init(code: head.status))
        response.tell(
            charge: settled?.charge.description, cost: settled?.cost, balance: settled?.balance)
        return response
    }

    /// The upstream's "no": what is wrong with the request passes through; what is wrong with the
    /// upstream, or with our key there, is ours to answer for.
    func refusal(
        _ head: Exchange.Head, _ body: ByteBuffer, of operation: ModelOperation
    ) throws(APIError) -> Response {
        let retryAfter = head.headers.first(name: "Retry-After")
        let isOurs = !(400..<500).contains(head.status) || [401, 402, 403].contains(head.status)
        guard !isOurs, let error = UpstreamRefusal.completed(body, of: operation) else {
            house.metrics.upstreamFailures.add(1)
            throw .upstreamRefused(status: head.status, retryAfter: retryAfter)
        }
        var response = Self.response(head, error, status: .init(code: head.status))
        response.headers[.retryAfter] = retryAfter
        return response
    }

    static func response(
        _ head: Exchange.Head, _ body: ByteBuffer, status: HTTPResponse.Status
    ) -> Response {
        let type = head.headers.first(name: "Content-Type") ?? "application/json"
        var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
        headers[.contentEncoding] = head.headers.first(name: "Content-Encoding")
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
