// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import Money
import NIOCore
import NIOHTTP1
import Pricing
import Vocabulary

extension Gateway {
    /// The way of a new job: read, price, hold and write down, ask, write down, answer.
    func createVideo(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await recorded(.video, context) { record in
            let asked = try await read(.video, request)
            if case .json(let body) = asked.body { records.note(body, as: .request, in: record) }
            let body = try await asked.body.fingerprint(of: request)
            let claim = try request.idempotencyClaim(forBytes: body)
            let organization = try context.organization
            return try await once(claim, of: organization) { key in
                let (outgoing, terms) = try prepare(asked, request, context)
                record.note(terms, isStreamed: false)
                let permit = try await admit(terms)
                defer { withExtendedLifetime(key) {} }
                var response = try await beginVideo(
                    outgoing, terms, under: claim, noting: record)
                context.tell(permit?.standing, in: &response.headers)
                return response
            } repeated: { claim in
                try await videos.memory(of: claim, in: organization).map(replay)
            }
        }
    }

    /// Begins a job: once its row is written, its client can hang up, and it is asked for all the
    /// same.
    func beginVideo(
        _ outgoing: OutgoingCall, _ terms: CallTerms, under claim: IdempotencyClaim?,
        noting record: CallRecord? = nil
    ) async throws -> Response {
        let new = NewVideo(
            job: try newJob(terms), outgoing: outgoing, requestID: terms.requestID, record: record)
        do {
            let memory = try await videos.submit(new.job, under: claim)
            if let memory { return try replay(memory) }
        } catch LedgerRefusal.insufficientCredits(let required, let available) {
            house.metrics.holdsRefused.add(1)
            throw shortfall(terms, required: required, available: available)
        }
        house.metrics.count(.video)
        return try await Task { try await answer(new) }.value
    }

    private func newJob(_ terms: CallTerms) throws -> VideoJob {
        let held = try terms.ceiling(output: 0)
        let pricing = VideoPricing(
            book: terms.price.book.number, markup: terms.price.markup,
            measure: VideoMeasure.text(of: terms.measure))
        return VideoJob(
            id: house.ids.make(), organization: terms.organization,
            terms: VideoTerms(
                model: terms.price.model.qualifiedName, memo: terms.memo(),
                hold: held.isPositive ? house.ids.make() : nil, held: held,
                charge: house.ids.make(), pricing: pricing),
            createdAt: terms.price.instant)
    }

    /// A job whose row is written, and how it is asked for.
    private struct NewVideo {
        let job: VideoJob
        let outgoing: OutgoingCall
        let requestID: String
        let record: CallRecord?
    }

    /// What the upstreams say to a new job: one has it, or refuses it, or nobody knows.
    private func answer(_ new: NewVideo) async throws -> Response {
        let (head, body, candidate) = try await ask(for: new)
        new.record?.answered()
        defer { new.record?.passedOn() }
        guard (200..<300).contains(head.status) else {
            await giveUp(
                new.job, mayRun: Setback(head)?.mayHaveRun ?? false,
                because: "it answered \(head.status)")
            let refusal = try refusal(head, body, of: .video)
            new.record?.ended(.refused)
            return refusal
        }
        guard let answer = VideoAnswer(body) else {
            await giveUp(new.job, mayRun: true, because: "that is no answer")
            house.metrics.upstreamFailures.add(1)
            throw APIError.notAnAnswer(type: head.headers.first(name: "Content-Type"))
        }
        if let record = new.record { records.note(body, as: .answer, in: record) }
        let shown = try await accept(new, answer, status: head.status, from: candidate)
        new.record?.ended(.finished)
        return Self.response(head, ByteBuffer(bytes: shown), status: .init(code: head.status))
    }

    private func ask(
        for new: NewVideo
    ) async throws(APIError) -> (Exchange.Head, ByteBuffer, OutgoingCall.Candidate) {
        let lease = OpenCalls.Lease(organization: new.job.organization, hold: nil)
        house.calls.insert(lease)
        defer {
            house.calls.remove(lease)
            lease.exchange.cancel()
        }
        do throws(UpstreamFailure) {
            let (beginning, candidate) = try await begin(
                new.outgoing, on: lease, noting: new.record, requestID: new.requestID)
            guard case .whole(let head, let body) = beginning else {
                preconditionFailure("only streams and files begin otherwise")
            }
            return (head, body, candidate)
        } catch {
            await giveUp(new.job, mayRun: Setback(error)?.mayHaveRun ?? true, because: "\(error)")
            new.record?.ended(CallOutcome(error))
            house.metrics.upstreamFailures.add(1)
            throw APIError(error, hasBegun: false)
        }
    }

    /// Writes down that an upstream has a job.
    ///
    /// - Returns: What its client is told.
    private func accept(
        _ new: NewVideo, _ answer: VideoAnswer, status: Int, from candidate: OutgoingCall.Candidate
    ) async throws -> [UInt8] {
        let (job, outgoing) = (new.job, new.outgoing)
        let place = VideoPlace(
            upstream: candidate.upstream.name, id: answer.id,
            model: candidate.name ?? outgoing.asked.upstreamName(of: outgoing.model))
        let shown = answer.under(job.id)
        let accepted: VideoJob
        do {
            accepted = try await persisting {
                try await videos.accept(
                    job, at: place, status: status, answer: shown,
                    nextPollAt: VideoSchedule.first(job, luck: Self.luck))
            }
        } catch {
            logger.critical(
                "A video job cannot be written down, though \(place.upstream) has it: \(error)",
                metadata: ["job": "\(job.id)", "upstreamJob": "\(place.id)"])
            throw error
        }
        videoMetrics.started.add(1)
        await concludeIfMade(accepted, answer)
        return shown
    }

    /// One that is made at once is charged at once; else, and if that cannot be written now, once
    /// somebody looks.
    private func concludeIfMade(_ job: VideoJob, _ answer: VideoAnswer) async {
        do {
            _ = try await conclude(job, answer)
        } catch {
            logger.warning(
                "A video that is made could not be charged yet: \(error)",
                metadata: ["job": "\(job.id)"])
        }
    }

    static var luck: Int64 { Int64.random(in: 0...1_000) }
}
