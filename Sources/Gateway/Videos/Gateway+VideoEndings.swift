// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import JSON
import Logging
import Money
import NIOHTTP1
import Pricing
import Vocabulary

extension Gateway {
    /// What an upstream shows of a job.
    enum VideoLook: Sendable {
        case answer(VideoAnswer)
        /// It has no such job.
        case gone
        /// Nothing could be seen, and why.
        case nothing(String)
        /// We ended it.
        case stopped
    }

    /// Asks the upstream that has a job how it does.
    func look(at place: VideoPlace) async -> VideoLook {
        guard let upstream = upstream(named: place.upstream) else {
            return .nothing("no upstream is called \(place.upstream) any more")
        }
        // Nobody waits for a look: an upstream that fails is left alone for a while.
        guard !upstream.isAside else { return .nothing("it is set aside") }
        let question = UpstreamQuestion(
            request: .video(.GET, place.id, headers: Self.videoHeaders))
        do throws(UpstreamFailure) {
            let (head, body) = try await question.ask(upstream)
            switch head.status {
            case 200..<300:
                return VideoAnswer(body).map { .answer($0) } ?? .nothing("that is no answer")
            case 404, 410: return .gone
            default: return .nothing("it answered \(head.status)")
            }
        } catch {
            switch error {
            case .stopping, .cancelled: return .stopped
            default: return .nothing("\(error)")
            }
        }
    }

    static let videoHeaders: HTTPHeaders = ["User-Agent": "florin"]

    func upstream(named name: String) -> RoutedUpstream? {
        name == UpstreamSettings.sandboxName
            ? sandbox : upstreams.upstreams.first { $0.name == name }
    }

    /// Settles a job that is over by what its upstream says.
    ///
    /// - Returns: Whether it is over; it may have been settled by somebody else.
    /// - Throws: What the keeper throws; the job is settled later then.
    func conclude(_ job: VideoJob, _ answer: VideoAnswer) async throws -> Bool {
        switch answer.phase {
        case .running: return false
        case .made: try await charge(job, answer)
        case .failed(let reason):
            try await end(job, as: .failed, answer: answer.under(job.id), because: reason)
        }
        return true
    }

    /// Gives up a job of which nothing comes.
    func end(
        _ job: VideoJob, as state: VideoJob.State, answer: [UInt8]? = nil, because reason: String
    ) async throws {
        guard try await videos.end(job, as: state, answer: answer, because: reason) else { return }
        videoMetrics.count(state)
        house.metrics.settlementsReleased.add(1)
        logger.info(
            "A video job ended as \(state.rawValue): \(reason)",
            metadata: ["job": "\(job.id)", "organization": "\(job.organization)"])
    }

    private func charge(_ job: VideoJob, _ answer: VideoAnswer) async throws {
        let bill = try await bill(job, answer)
        let settled = try await videos.complete(
            job, cost: bill.cost, memo: bill.memo, answer: answer.under(job.id))
        guard let settled else { return }
        videoMetrics.count(.completed)
        if bill.counted?.isEstimated ?? true { house.metrics.estimated.add(1) }
        house.metrics.settlementsCharged.add(1)
        house.metrics.cost.add(UInt64(max(0, settled.cost.nanocredits)))
        house.metrics.uncollected.add(UInt64(max(0, settled.uncollected.nanocredits)))
        records.settled(job, settled, bill.counted)
    }

    /// What a job comes to.
    private struct VideoBill {
        let cost: Credits
        let memo: Memo
        /// Nil when it could not be priced.
        let counted: PricedCall?
    }

    /// By the prices of the moment in which the job began. When there is none for what came of it,
    /// what was held is charged: never nothing.
    private func bill(_ job: VideoJob, _ answer: VideoAnswer) async throws -> VideoBill {
        let number = job.terms.pricing.book
        let book = try await shelf.book(numbered: number)
        do {
            guard let book else { throw MissingBook(number: number) }
            let counted = try Self.quote(job, answer, by: book)
            let used = PricedUsage(
                counted.quote, of: counted.usage, for: .video, isEstimated: counted.isEstimated)
            return VideoBill(cost: counted.quote.total, memo: Memo(pricing: used), counted: counted)
        } catch {
            logger.error(
                "A video cannot be priced and is charged as held: \(error)",
                metadata: ["job": "\(job.id)"])
            return VideoBill(cost: job.terms.held, memo: Memo(), counted: nil)
        }
    }

    private struct MissingBook: Error {
        let number: Int64
    }

    private static func quote(
        _ job: VideoJob, _ answer: VideoAnswer, by book: PriceBook
    ) throws -> PricedCall {
        let price = CallPrice(
            book: book, model: try book.model(named: job.terms.model), operation: .video,
            markup: job.terms.pricing.markup, instant: job.createdAt)
        let measure = try VideoMeasure.measure(job.terms.pricing.measure)
        return try price.quote(CallUsage(answer, of: measure), of: measure)
    }
}
