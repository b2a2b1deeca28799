// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// Where a grant's credits came from.
public enum GrantSource: String, Hashable, Sendable, CaseIterable {
    case purchase
    case earnings
    case refund
    case contract
    case signup
    case promotional
    case manual
    case adjustment

    /// The kind of credits that this source makes unless somebody says otherwise.
    public var kind: CreditKind {
        switch self {
        case .purchase, .earnings, .refund, .contract: .paid
        case .signup, .promotional, .manual, .adjustment: .promotional
        }
    }
}

/// A lot of credits with a source, a remaining amount and perhaps an expiry.
///
/// - Invariant: `amount = remaining + expired + repaid + ` what holds, charges and adjustments
/// drew.
public struct Grant: Hashable, Sendable {
    public let id: GrantID
    public let source: GrantSource
    public let kind: CreditKind
    public let amount: Credits
    /// Neither spent, nor held, nor expired.
    public internal(set) var remaining: Credits
    /// What expired unused.
    public internal(set) var expired: Credits
    /// What went to an overdraft when the grant came.
    public internal(set) var repaid: Credits
    /// From this moment on the credits cannot be spent; ``Instant/never`` when they stay.
    public let expiresAt: Instant
    public let createdAt: Instant

    public init(
        id: GrantID, source: GrantSource, kind: CreditKind, amount: Credits, remaining: Credits,
        expired: Credits = .zero, repaid: Credits = .zero, expiresAt: Instant, createdAt: Instant
    ) {
        self.id = id
        self.source = source
        self.kind = kind
        self.amount = amount
        self.remaining = remaining
        self.expired = expired
        self.repaid = repaid
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }

    /// The order in which grants are spent: promotional before paid, soonest-expiring first, then
    /// by age.
    public static func isSpentBefore(_ left: Grant, _ right: Grant) -> Bool {
        if left.kind != right.kind { return left.kind.rank < right.kind.rank }
        if left.expiresAt != right.expiresAt { return left.expiresAt < right.expiresAt }
        return left.id < right.id
    }
}

/// Credits taken from one grant: how holds and charges know where theirs came from.
public struct Draw: Hashable, Sendable {
    /// Nil when drawn on the organization's credit limit instead of a grant.
    public let grant: GrantID?
    public let kind: CreditKind
    public internal(set) var amount: Credits

    public init(grant: GrantID?, kind: CreditKind, amount: Credits) {
        self.grant = grant
        self.kind = kind
        self.amount = amount
    }
}

extension [Draw] {
    public var total: Credits { reduce(.zero) { $0 + $1.amount } }

    /// Adds a draw, to the last one when it is from the same grant.
    mutating func merge(_ draw: Draw) {
        if let last = indices.last, self[last].grant == draw.grant, self[last].kind == draw.kind {
            self[last].amount += draw.amount
        } else if draw.amount.isPositive {
            append(draw)
        }
    }

    /// Takes `amount` off the front, in the order in which it was drawn.
    mutating func takeFirst(_ amount: Credits) -> [Draw] {
        var taken: [Draw] = []
        var missing = amount
        while missing.isPositive, let first = self.first {
            let part = Swift.min(first.amount, missing)
            taken.append(Draw(grant: first.grant, kind: first.kind, amount: part))
            missing -= part
            self[0].amount -= part
            if self[0].amount.isZero { removeFirst() }
        }
        return taken
    }

    /// Takes `amount` off the back: what was drawn last goes back first.
    mutating func takeLast(_ amount: Credits) -> [Draw] {
        reverse()
        let taken = takeFirst(amount)
        reverse()
        return taken
    }

    func total(of kind: CreditKind) -> Credits {
        reduce(.zero) { $1.kind == kind ? $0 + $1.amount : $0 }
    }
}

extension [Draw] {
    /// The draws as a column holds them: `paid:grant_…:1500000000`, comma-separated; `limit` stands
    /// for the credit limit.
    public var text: String {
        var text = ""
        text.reserveCapacity(count * 64)
        for draw in self {
            if !text.isEmpty { text += "," }
            text += draw.kind == .paid ? "paid:" : "promotional:"
            text += draw.grant?.description ?? "limit"
            text += ":"
            text += String(draw.amount.nanocredits)
        }
        return text
    }

    /// Reads what ``text`` wrote; nil when it is anything else.
    public init?(text: String) {
        self = []
        if text.isEmpty { return }
        var rest = text.utf8[...]
        while true {
            let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
            guard let draw = Draw(text: rest[..<end]) else { return nil }
            append(draw)
            guard end < rest.endIndex else { return }
            rest = rest[rest.index(after: end)...]
        }
    }
}

extension Draw {
    /// Reads one draw of a column: `paid:grant_…:1500000000`.
    fileprivate init?(text: Substring.UTF8View) {
        guard let first = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let tail = text[text.index(after: first)...]
        guard let second = tail.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let (kindText, grantText) = (text[..<first], tail[..<second])
        let amountText = tail[tail.index(after: second)...]
        guard amountText.first != UInt8(ascii: "+"),
            let nanocredits = Int64(Substring(amountText)), nanocredits > 0
        else { return nil }
        let kind: CreditKind
        if kindText.elementsEqual("paid".utf8) {
            kind = .paid
        } else if kindText.elementsEqual("promotional".utf8) {
            kind = .promotional
        } else {
            return nil
        }
        let grant = GrantID(Substring(grantText))
        guard grant != nil || grantText.elementsEqual("limit".utf8) else { return nil }
        self.init(grant: grant, kind: kind, amount: Credits(nanocredits: nanocredits))
    }
}
