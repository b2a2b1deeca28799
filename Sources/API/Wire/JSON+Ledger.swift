// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import JSON
import Ledger
import Money
import Vocabulary

// How the ledger's things look on the wire. The one place for each.

extension JSON {
    static func text(_ value: (some CustomStringConvertible)?) -> JSON {
        value.map { .string($0.description) } ?? .null
    }

    /// A moment, null when it never comes.
    static func time(_ instant: Instant?) -> JSON {
        guard let instant, instant != .never else { return .null }
        return .string(instant.description)
    }

    /// What was stored as text that we encoded ourselves.
    ///
    /// Text that is no JSON is shown as text: a damaged row must not hide a charge.
    static func stored(_ text: String?) -> JSON {
        guard let text else { return .null }
        do throws(JSONRefusal) {
            return try JSON(parsing: Array(text.utf8))
        } catch {
            return .string(text)
        }
    }

    static func hold(_ hold: Hold, _ memo: Memo, status: Hold.Status? = nil) -> JSON {
        [
            "id": .text(hold.id), "amount": .credits(hold.amount),
            "captured": .credits(hold.captured),
            "status": .string((status ?? hold.status).rawValue),
            "expiresAt": .time(hold.expiresAt), "createdAt": .time(hold.createdAt),
            "description": .text(memo.description), "metadata": .stored(memo.metadata),
            "keyId": .text(memo.key), "agentId": .text(memo.agent), "appId": .text(memo.app),
        ]
    }

    static func charge(_ charge: Charge, _ memo: Memo) -> JSON {
        var json: JSONObject = [
            "id": .text(charge.id), "amount": .credits(charge.amount),
            "collected": .credits(charge.collected),
            "uncollected": .credits(charge.uncollected), "refunded": .credits(charge.refunded),
            "holdId": .text(charge.hold), "late": .bool(charge.isLate),
            "estimated": .bool(memo.pricing?.isEstimated ?? false),
            "createdAt": .time(charge.createdAt), "description": .text(memo.description),
            "metadata": .stored(memo.metadata), "keyId": .text(memo.key),
            "agentId": .text(memo.agent), "appId": .text(memo.app),
        ]
        guard let pricing = memo.pricing else { return .object(json) }
        json["provider"] = .string(pricing.provider)
        json["model"] = .string(pricing.model)
        json["operation"] = .string(pricing.operation)
        json["priceBook"] = .number(JSONNumber(pricing.priceBook))
        let quote = JSON.stored(pricing.quote)
        for name in Self.explanation {
            if let member = quote[name] { json[name] = member }
        }
        return .object(json)
    }

    /// What a charge shows of its quote: all that is needed to compute it again.
    private static let explanation = [
        "usage", "dimensions", "unmatched", "lines", "upstreamCost", "markup", "minimumCharge",
        "pricedAt", "arithmetic",
    ]

    static func grant(_ grant: Grant, _ memo: Memo = Memo()) -> JSON {
        [
            "id": .text(grant.id), "source": .string(grant.source.rawValue),
            "kind": .string(grant.kind.rawValue), "amount": .credits(grant.amount),
            "remaining": .credits(grant.remaining), "expiresAt": .time(grant.expiresAt),
            "createdAt": .time(grant.createdAt), "description": .text(memo.description),
            "metadata": .stored(memo.metadata),
        ]
    }

    static func refund(_ refund: Refund, _ memo: Memo) -> JSON {
        [
            "id": .text(refund.id), "chargeId": .text(refund.charge),
            "amount": .credits(refund.amount), "reason": .text(memo.description),
            "metadata": .stored(memo.metadata), "createdAt": .time(refund.createdAt),
        ]
    }

    static func transaction(_ line: StatementLine) -> JSON {
        [
            "id": .text(line.id), "organization_id": .text(line.organization),
            "type": .string(line.type.rawValue), "amount": .credits(line.amount),
            "description": .string(line.description ?? line.type.sentence),
            "metadata": .stored(line.metadata), "stripe_payment_intent_id": nil,
            "created_at": .time(line.at), "balance_after": .credits(line.balanceAfter),
            "charge_id": .text(line.charge), "hold_id": .text(line.hold),
            "grant_id": .text(line.grant), "reference": .string(line.reference),
            "agent_id": .text(line.agent), "app_id": .text(line.app),
            "sequence": .number(JSONNumber(line.sequence)),
        ]
    }

    static func entry(_ entry: Entry) -> JSON {
        [
            "sequence": .number(JSONNumber(entry.sequence)), "at": .time(entry.at),
            "atMicroseconds": .number(JSONNumber(entry.at.microseconds)),
            "type": .string(entry.type.rawValue), "debit": .text(entry.debit),
            "credit": .text(entry.credit), "amount": .credits(entry.amount),
            "change": entry.change.map { .credits($0) } ?? .null,
            "balanceAfter": .credits(entry.balanceAfter),
            "reference": .string(entry.reference), "hash": .text(entry.hash),
        ]
    }
}

extension Receipt {
    /// What a command made, and how the account stands after it.
    var json: JSON {
        var json: JSONObject =
            switch outcome.effect {
            case .granted(let grant): ["grant": .grant(grant, memo)]
            case .held(let hold), .extended(let hold), .released(let hold):
                ["hold": .hold(hold, memo)]
            case .captured(let charge, _), .charged(let charge):
                ["charge": .charge(charge, memo)]
            case .refunded(let refund, _): ["refund": .refund(refund, memo)]
            case .adjusted(let adjustment): ["adjustment": .adjustment(adjustment, memo)]
            case .expired: [:]
            }
        json["balance"] = .credits(outcome.balance)
        json["pending"] = .credits(outcome.pending)
        return .object(json)
    }
}

extension TransactionType {
    /// What a statement says when nobody described the transaction.
    fileprivate var sentence: String {
        switch self {
        case .usage: "Usage"
        case .purchase: "Credit purchase"
        case .grant: "Credit grant"
        case .refund: "Refund"
        case .expiry: "Expired credits"
        case .adjustment: "Adjustment"
        case .transfer: "Transfer"
        }
    }
}
