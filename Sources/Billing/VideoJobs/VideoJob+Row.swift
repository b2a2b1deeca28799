// SPDX-License-Identifier: Apache-2.0

import Database
import Money
import Vocabulary

extension VideoJob {
    /// - Parameter row: Of ``VideoJobs/columns``.
    init(_ row: any Row) throws {
        guard let state = State(rawValue: row.text(2)) else {
            throw DatabaseFailure.corrupt("video job \(row.text(0)) is \(row.text(2))")
        }
        self.init(
            id: try row.id(0), organization: try row.id(1), terms: try VideoTerms(row),
            state: state, place: VideoPlace(row), answer: row.isNull(19) ? nil : row.blob(19),
            failures: row.integer(20), cost: row.creditsOrNull(15), createdAt: row.instant(21))
    }
}

extension VideoTerms {
    fileprivate init(_ row: any Row) throws {
        let memo = Memo(
            description: row.textOrNull(7), key: try row.idOrNull(8), agent: try row.idOrNull(9),
            app: try row.idOrNull(10), request: row.textOrNull(11))
        self.init(
            model: row.text(3), memo: memo, hold: try row.idOrNull(12), held: row.credits(13),
            charge: try row.id(14), pricing: try VideoPricing(row))
    }
}

extension VideoPricing {
    fileprivate init(_ row: any Row) throws {
        guard let markup = Markup(percent: try ExactDecimal(text: row.text(17))) else {
            throw DatabaseFailure.corrupt("video job \(row.text(0)) has no markup")
        }
        self.init(book: row.integer(16), markup: markup, measure: row.text(18))
    }
}

extension VideoPlace {
    fileprivate init?(_ row: any Row) {
        guard let upstream = row.textOrNull(4), let id = row.textOrNull(5) else { return nil }
        self.init(upstream: upstream, id: id, model: row.text(6))
    }
}

extension VideoJobs {
    static func insert(
        _ job: VideoJob, under key: String?, nextPollAt: Instant, on connection: any Connection
    ) throws {
        let (terms, memo) = (job.terms, job.terms.memo)
        try connection.execute(
            """
            INSERT INTO video_job (id, organization_id, state, model, description, key_id,
                agent_id, app_id, request_id, hold_id, held, charge_id, price_book, markup,
                measure, idempotency_key, failures, created_at, next_poll_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17,
                $18)
            """,
            [
                .id(job.id), .id(job.organization), .text(job.state.rawValue), .text(terms.model),
                .text(memo.description), .id(memo.key), .id(memo.agent), .id(memo.app),
                .text(memo.request), .id(terms.hold), .credits(terms.held), .id(terms.charge),
                .integer(terms.pricing.book), .text(terms.pricing.markup.percent.description),
                .text(terms.pricing.measure), .text(key), .instant(job.createdAt),
                .instant(nextPollAt),
            ])
    }
}
