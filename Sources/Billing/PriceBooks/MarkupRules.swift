// SPDX-License-Identifier: Apache-2.0

public import Database
import JSON
public import Money
public import Pricing
public import Vocabulary

/// A markup that an operator has set, with who set it and why.
public struct MarkupRecord: Hashable, Sendable {
    public let id: MarkupRuleID
    public let rule: MarkupRule
    public let reason: String
    public let createdAt: Instant
    public let createdBy: KeyID?
    public let revokedAt: Instant?
    public let revokedBy: KeyID?

    public init(
        id: MarkupRuleID, rule: MarkupRule, reason: String, createdAt: Instant, createdBy: KeyID?,
        revokedAt: Instant? = nil, revokedBy: KeyID? = nil
    ) {
        self.id = id
        self.rule = rule
        self.reason = reason
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.revokedAt = revokedAt
        self.revokedBy = revokedBy
    }
}

/// The table of markups, an organization's own terms among them.
public enum MarkupRules {
    private static let columns = """
        id, organization_id, provider, model, operation, percent, valid_from, valid_until, reason, \
        created_at, created_by, revoked_at, revoked_by
        """

    /// A page of rules, newest first, those that were taken back too.
    ///
    /// - Parameter organization: Only the rules of one organization; nil for all.
    public static func list(
        of organization: OrganizationID?, before cursor: MarkupRuleID?, limit: Int,
        on connection: any Connection
    ) throws -> Page<MarkupRecord> {
        let found = try connection.query(
            """
            SELECT \(columns) FROM markup_rule
            WHERE id < $1 AND ($2 = '' OR organization_id = $2) ORDER BY id DESC LIMIT $3
            """,
            [
                .text(before: cursor), .text(organization?.description ?? ""),
                .integer(Int64(limit) + 1),
            ], decode)
        return Page(found, limit: limit) { $0.id.description }
    }

    public static func find(
        _ id: MarkupRuleID, on connection: any Connection
    ) throws -> MarkupRecord? {
        try connection.first(
            "SELECT \(columns) FROM markup_rule WHERE id = $1", [.id(id)], decode)
    }

    /// All rules, each for as long as it really held: from when somebody set it, until somebody
    /// took it back. So a quote that is computed again gets the markup that it had.
    ///
    /// - Throws: `DatabaseFailure.corrupt` when one of them is no markup.
    public static func table(
        standard: Markup, on connection: any Connection
    ) throws -> MarkupTable {
        let rules = try connection.query(
            "SELECT \(columns) FROM markup_rule ORDER BY id"
        ) { try decode($0).ruleAsItHeld }.compactMap { $0 }
        do throws(MarkupRuleRefusal) {
            return try MarkupTable(rules, standard: standard)
        } catch {
            throw DatabaseFailure.corrupt("a stored rule is no markup: \(error)")
        }
    }

    /// The rule that holds for everything an organization buys, in force at a moment.
    public static func contract(
        of organization: OrganizationID, at now: Instant, on connection: any Connection
    ) throws -> MarkupRecord? {
        try connection.first(
            """
            SELECT \(columns) FROM markup_rule
            WHERE organization_id = $1 AND revoked_at IS NULL AND provider IS NULL
                AND model IS NULL AND operation IS NULL AND valid_from <= $2 AND valid_until > $2
            ORDER BY valid_from DESC, id DESC LIMIT 1
            """, [.id(organization), .instant(now)], decode)
    }

    /// Adds a rule, and writes it into the audit trail.
    public static func add(
        _ record: MarkupRecord, event: AuditID, on connection: any Connection
    ) throws {
        let rule = record.rule
        try connection.execute(
            """
            INSERT INTO markup_rule (id, organization_id, provider, model, operation, percent,
                valid_from, valid_until, reason, created_at, created_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [
                .id(record.id), .text(rule.organization), .text(rule.provider), .text(rule.model),
                .text(rule.operation?.rawValue), .text(rule.percent.description),
                .instant(rule.validity.from), .instant(rule.validity.until),
                .text(record.reason), .instant(record.createdAt), .id(record.createdBy),
            ])
        try AuditTrail.append(
            AuditEvent(
                id: event, at: record.createdAt, actor: record.createdBy,
                action: "pricing.markup_set", subject: record.id.description,
                details: [
                    "percent": .string(rule.percent.description),
                    "organization": .string(rule.organization ?? ""),
                    "reason": .string(record.reason),
                ]), on: connection)
    }

    /// Takes a rule back.
    ///
    /// - Throws: ``PriceRefusal``.
    public static func revoke(
        _ id: MarkupRuleID, by author: KeyID?, event: AuditID, at now: Instant,
        on connection: any Connection
    ) throws -> MarkupRecord {
        guard let known = try find(id, on: connection) else { throw PriceRefusal.notFound }
        guard known.revokedAt == nil else { throw PriceRefusal.alreadyDecided }
        try connection.execute(
            "UPDATE markup_rule SET revoked_at = $2, revoked_by = $3 WHERE id = $1",
            [.id(id), .instant(now), .id(author)])
        try AuditTrail.append(
            AuditEvent(
                id: event, at: now, actor: author, action: "pricing.markup_revoked",
                subject: id.description), on: connection)
        return MarkupRecord(
            id: id, rule: known.rule, reason: known.reason, createdAt: known.createdAt,
            createdBy: known.createdBy, revokedAt: now, revokedBy: author)
    }

    private static func decode(_ row: any Row) throws -> MarkupRecord {
        let percent: ExactDecimal
        do throws(DecimalRefusal) {
            percent = try ExactDecimal(text: row.text(5))
        } catch {
            throw DatabaseFailure.corrupt("markup \(row.text(0)) is \(row.text(5)) percent")
        }
        let rule = MarkupRule(
            percent: percent, organization: row.textOrNull(1), provider: row.textOrNull(2),
            model: row.textOrNull(3),
            operation: row.textOrNull(4).map { Pricing.Operation(rawValue: $0) },
            validity: PriceRate.Validity(from: row.instant(6), until: row.instant(7)))
        return MarkupRecord(
            id: try row.id(0), rule: rule, reason: row.text(8), createdAt: row.instant(9),
            createdBy: try row.idOrNull(10), revokedAt: row.instantOrNull(11),
            revokedBy: try row.idOrNull(12))
    }
}

extension MarkupRecord {
    /// The rule, cut to the time in which it was known; nil when it was taken back before it began.
    fileprivate var ruleAsItHeld: MarkupRule? {
        let from = max(rule.validity.from, createdAt)
        let until = min(rule.validity.until, revokedAt ?? .never)
        guard from < until else { return nil }
        var held = rule
        held.validity = PriceRate.Validity(from: from, until: until)
        return held
    }
}
