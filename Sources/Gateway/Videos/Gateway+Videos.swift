// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import NIOHTTP1
import Vocabulary

/// What a client asks about its jobs.
extension Gateway {
    var videoRoutes: [Route] {
        [
            Route(.post, "/v1/videos", .organization(.spend), "createVideo") {
                [self] request, context in try await createVideo(request, context)
            },
            Route(.get, "/v1/videos", .organization(.read, or: .spend), "listVideos") {
                [self] request, context in try await listVideos(request, context)
            },
            Route(.get, "/v1/videos/{id}", .organization(.read, or: .spend), "getVideo") {
                [self] _, context in try await showVideo(context)
            },
            Route(.delete, "/v1/videos/{id}", .organization(.spend), "deleteVideo") {
                [self] _, context in try await deleteVideo(context)
            },
            Route(
                .get, "/v1/videos/{id}/content", .organization(.read, or: .spend),
                "getVideoContent"
            ) { [self] request, context in try await videoContent(request, context) },
        ]
    }

    private func showVideo(_ context: EdgeContext) async throws -> Response {
        let job = try await current(video(context))
        var response = Response.json(bytes: job.answer ?? [])
        if let cost = job.cost {
            response.tell(
                charge: job.terms.charge.description, cost: cost,
                balance: try await videos.balance(of: job.organization))
        }
        return response
    }

    /// - Throws: 404 when there is none, or it is another organization's.
    func video(_ context: EdgeContext) async throws -> VideoJob {
        let id: VideoJobID = try context.id(what: "video")
        guard let job = try await videos.find(id, of: try context.organization) else {
            throw APIError.notFound("video")
        }
        return job
    }

    /// The job as its upstream has it now; as it was seen last when that does not answer. One that
    /// turns out to be over is settled before its client hears of that.
    func current(_ job: VideoJob) async throws -> VideoJob {
        guard !job.state.isOver, let place = job.place,
            case .answer(let answer) = await look(at: place)
        else { return job }
        guard try await conclude(job, answer) else {
            var running = job
            running.answer = answer.under(job.id)
            return running
        }
        return try await videos.find(job.id, of: job.organization) ?? job
    }

    private func listVideos(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let page = try await videos.list(
            of: try context.organization, after: try query.id("after"),
            limit: Int(try query.integer("limit", in: 1...100) ?? 20),
            order: try query.choice("order") ?? .desc)
        return .json(bytes: Self.list(page))
    }

    /// The jobs as they were seen last, byte for byte.
    private static func list(_ page: Page<VideoJob>) -> [UInt8] {
        func id(_ job: VideoJob?) -> String { job.map { "\"\($0.id)\"" } ?? "null" }
        var list = Array(#"{"object":"list","data":["#.utf8)
        list += page.items.map { $0.answer ?? [] }.joined(separator: [UInt8(ascii: ",")])
        list += Array(#"],"first_id":\#(id(page.items.first)),"#.utf8)
        list += Array(#""last_id":\#(id(page.items.last)),"has_more":\#(page.next != nil)}"#.utf8)
        return list
    }

    private func deleteVideo(_ context: EdgeContext) async throws -> Response {
        let job = try await current(video(context))
        guard job.state.isOver else {
            throw APIError(
                .conflict, "A video can be deleted once it is completed or has failed.",
                details: ["status": .string(VideoAnswer.status(in: job.answer ?? []))])
        }
        try await deleteUpstream(job)
        guard try await videos.delete(job) else { throw APIError.notFound("video") }
        return .json([
            "id": .string(job.id.description), "object": "video.deleted", "deleted": true,
        ])
    }

    /// - Throws: 502 when the upstream says neither that it is gone nor that it cannot go.
    private func deleteUpstream(_ job: VideoJob) async throws(APIError) {
        guard let place = job.place, let upstream = upstream(named: place.upstream) else { return }
        let question = UpstreamQuestion(
            request: .video(.DELETE, place.id, headers: Self.videoHeaders))
        let status: Int
        do throws(UpstreamFailure) {
            status = try await question.ask(upstream).head.status
        } catch {
            throw APIError(error, hasBegun: false)
        }
        // Not every upstream that makes videos deletes them.
        guard (200..<300).contains(status) || [404, 405, 410, 501].contains(status) else {
            throw .upstreamRefused(status: status, retryAfter: nil)
        }
    }
}
