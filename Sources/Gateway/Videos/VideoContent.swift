// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import NIOHTTP1
import Vocabulary

extension Gateway {
    /// Passes a finished video on as the upstream sends it, no faster than the client takes it.
    func videoContent(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let seen = try await current(video(context))
        guard seen.state == .completed, let place = seen.place else {
            throw APIError.notReady(seen)
        }
        guard let upstream = upstream(named: place.upstream) else {
            throw APIError(
                .providerError, "The provider of this video is not asked any more.",
                reason: "no upstream is called \(place.upstream)")
        }
        let download = VideoDownload(seen.organization, from: upstream, house, configuration)
        return try await download.response(
            to: .video(
                .GET, place.id, rest: "/content", query: request.uri.query ?? "",
                headers: Self.headers(of: request)))
    }

    private static func headers(of request: Request) -> HTTPHeaders {
        var headers = videoHeaders
        for name: HTTPField.Name in [.range, .ifRange, .accept] {
            if let value = request.headers[name] { headers.add(name: name.rawName, value: value) }
        }
        return headers
    }
}

/// A video on its way to a client. It counts among the calls that run, and is told to stop as the
/// server stops, or when nobody is left who takes it.
final class VideoDownload: Sendable {
    private let lease: OpenCalls.Lease
    private let calls: OpenCalls
    private let watch: ExchangeWatch
    private let upstream: RoutedUpstream

    init(
        _ organization: OrganizationID, from upstream: RoutedUpstream, _ house: MeteredCall.House,
        _ configuration: GatewayConfiguration
    ) {
        self.upstream = upstream
        lease = OpenCalls.Lease(organization: organization, hold: nil)
        calls = house.calls
        watch = ExchangeWatch(
            lease.exchange, clock: house.clock, drainSeconds: configuration.timeouts.drainSeconds)
        calls.insert(lease)
    }

    deinit {
        calls.remove(lease)
        lease.exchange.cancel()
    }

    /// - Throws: 404 for what the upstream does not have, 502 when it fails.
    func response(to request: UpstreamRequest) async throws(APIError) -> Response {
        upstream.start(request, into: lease.exchange, isRetry: false)
        var watch = watch
        switch await watch.nextOfUpstream() {
        case .head(let head):
            upstream.note(head)
            return try response(head)
        case .failure(let failure):
            upstream.note(failure)
            throw APIError(failure, hasBegun: false)
        case .bytes, .end, .tick: throw APIError(.brokenOff("it is empty"), hasBegun: false)
        }
    }

    private func response(_ head: Exchange.Head) throws(APIError) -> Response {
        let headers = Self.passed(head.headers)
        switch head.status {
        case 200, 206:
            return Response(
                status: .init(code: head.status), headers: headers,
                body: ResponseBody { [self] writer in try await run(to: &writer) })
        case 416: return Response(status: .rangeNotSatisfiable, headers: headers)
        case 404, 410:
            throw APIError(
                .resourceNotFound, "The provider does not have this content, or has it no more.")
        default: throw .upstreamRefused(status: head.status, retryAfter: nil)
        }
    }

    private static func passed(_ headers: HTTPHeaders) -> HTTPFields {
        var fields: HTTPFields = [.cacheControl: "no-store"]
        for name: HTTPField.Name in [
            .contentType, .contentLength, .contentRange, .contentEncoding, .contentDisposition,
            .acceptRanges, .eTag, .lastModified,
        ] {
            fields[name] = headers.first(name: name.rawName)
        }
        return fields
    }

    /// - Throws: What the writer throws when the client is gone, or how the upstream failed: the
    ///   response breaks off, so that nobody takes it for whole.
    private func run(to writer: inout any ResponseBodyWriter) async throws {
        var watch = watch
        while true {
            switch await watch.next() {
            case .bytes(let bytes): try await writer.write(bytes)
            case .end: return try await writer.finish(nil)
            case .failure(let failure): throw failure
            case .head, .tick: break
            }
        }
    }
}

extension APIError {
    /// 404, as OpenAI has it: there is no content yet, or never will be.
    fileprivate static func notReady(_ job: VideoJob) -> APIError {
        let status = VideoAnswer.status(in: job.answer ?? [])
        let sentence =
            job.state.isOver
            ? "There is no content: the video could not be made."
            : "The video is not ready yet; GET /v1/videos/\(job.id) says when it is."
        return APIError(.resourceNotFound, sentence, details: ["status": .string(status)])
    }
}
