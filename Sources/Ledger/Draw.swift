// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

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
    func insertGrants(into grants: inout Set<GrantID>) {
        for draw in self { if let grant = draw.grant { grants.insert(grant) } }
    }

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
