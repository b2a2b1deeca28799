// SPDX-License-Identifier: Apache-2.0

package import Billing
package import JSON
import Pricing
import Upkeep
package import Vocabulary

// How the life of prices looks on the wire and in the commands. The one place for each.

extension JSON {
    /// - Parameter isWhole: With all that the reader has to say.
    package static func priceRun(_ run: PriceRun, isWhole: Bool = false) -> JSON {
        var json: JSONObject = [
            "id": .text(run.id), "source": .string(run.source),
            "cause": .string(run.cause.rawValue), "author": .text(run.author),
            "status": .string(run.status.rawValue), "error": .text(run.failure),
            "startedAt": .time(run.startedAt), "endedAt": .time(run.endedAt),
            "book": .count(run.book), "entriesIn": .count(run.counts.entriesIn),
            "modelsOut": .count(run.counts.modelsOut), "ratesOut": .count(run.counts.ratesOut),
            "skipped": .count(run.counts.skipped), "changed": .count(run.counts.changed),
            "heldBack": .count(run.counts.heldBack),
        ]
        if isWhole { json["notes"] = .array(run.notes.map { .string($0) }) }
        return .object(json)
    }

    package static func priceSource(_ status: PriceSourceStatus, isConfigured: Bool) -> JSON {
        [
            "name": .string(status.source.name), "format": .string(status.source.format.rawValue),
            "location": .string(status.source.location), "isConfigured": .bool(isConfigured),
            "models": .count(status.modelCount), "etag": .text(status.etag),
            "contentHash": .text(status.contentHash), "changedAt": .time(status.changedAt),
            "checkedAt": .time(status.checkedAt), "hasFailed": .bool(status.hasFailed),
            "failedAt": .time(status.failedAt), "error": .text(status.failure),
        ]
    }

    /// A source that is configured and was not looked at yet.
    package static func unread(_ source: PriceSource) -> JSON {
        [
            "name": .string(source.name), "format": .string(source.format.rawValue),
            "location": .string(source.location), "isConfigured": true, "models": 0, "etag": nil,
            "contentHash": nil, "changedAt": nil, "checkedAt": nil, "hasFailed": false,
            "failedAt": nil, "error": nil,
        ]
    }

    package static func priceBook(_ book: PriceBookRecord, inForce: Int64) -> JSON {
        [
            "number": .count(book.number), "effectiveAt": .time(book.effectiveAt),
            "createdAt": .time(book.createdAt), "cause": .string(book.cause.rawValue),
            "author": .text(book.author), "models": .count(book.modelCount),
            "changes": .count(book.changeCount), "isInForce": .bool(book.number == inForce),
        ]
    }

    package static func quarantined(_ price: QuarantinedPrice) -> JSON {
        [
            "id": .text(price.id), "source": .string(price.source),
            "provider": .string(price.key.provider), "model": .string(price.key.name),
            "proposal": .string(price.proposal.rawValue), "standing": .text(price.standing),
            "alarms": .array(
                price.alarms.map {
                    ["code": .string($0.code), "message": .string($0.sentence)]
                }),
            "status": .string(price.status.rawValue), "createdAt": .time(price.createdAt),
            "effectiveAt": .time(price.effectiveAt), "decidedAt": .time(price.decidedAt),
            "decidedBy": .text(price.decidedBy),
            "note": .text(price.note),
        ]
    }

    package static func priceOverride(_ override: PriceOverride, at now: Instant) -> JSON {
        let status =
            override.revokedAt != nil
            ? "revoked" : override.expiresAt <= now ? "expired" : "active"
        return [
            "id": .text(override.id), "provider": .string(override.key.provider),
            "model": .string(override.key.name),
            "prices": override.model.catalogJSON["prices"] ?? [],
            "reason": .string(override.reason), "status": .string(status),
            "expiresAt": .time(override.expiresAt), "createdAt": .time(override.createdAt),
            "createdBy": .text(override.createdBy), "revokedAt": .time(override.revokedAt),
            "revokedBy": .text(override.revokedBy),
        ]
    }

    package static func markup(_ record: MarkupRecord) -> JSON {
        let rule = record.rule
        return [
            "id": .text(record.id), "markup": .number(JSONNumber(rule.percent)),
            "organizationId": .text(rule.organization), "provider": .text(rule.provider),
            "model": .text(rule.model), "operation": .text(rule.operation?.rawValue),
            "effectiveAt": .time(rule.validity.from), "until": .time(rule.validity.until),
            "reason": .string(record.reason), "createdAt": .time(record.createdAt),
            "createdBy": .text(record.createdBy), "revokedAt": .time(record.revokedAt),
            "revokedBy": .text(record.revokedBy),
        ]
    }

    package static func auditEvent(_ event: AuditEvent) -> JSON {
        [
            "id": .text(event.id), "at": .time(event.at), "actor": .text(event.actor),
            "action": .string(event.action), "subject": .string(event.subject),
            "details": event.details,
        ]
    }
}
