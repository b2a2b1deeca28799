// SPDX-License-Identifier: Apache-2.0

public import Ledger
public import Money
public import Vocabulary

/// Storage for one account, in memory: writes down the changes of a batch, and restores for the
/// next one as little of the account as the rules allow.
public struct Shelf: Sendable {
    /// The account's own columns.
    public private(set) var account: Account
    private var grants: [GrantID: Grant] = [:]
    private var holds: [HoldID: Hold] = [:]
    private var charges: [ChargeID: Charge] = [:]
    public private(set) var entries: [Entry] = []

    public init(organization: OrganizationID, creditLimit: Credits) {
        account = Account(organization: organization, creditLimit: creditLimit)
    }

    public var rows: Rows {
        Rows(
            grants: Array(grants.values), holds: Array(holds.values),
            charges: Array(charges.values))
    }

    /// Writes down what a batch did; rows that were not new must have been there, and the other way
    /// round.
    public mutating func store(_ changed: Account) throws(Disagreement) {
        if changed.isChanged { account = Self.columns(of: changed) }
        entries += changed.changes.entries
        for grant in changed.newGrants { grants[grant.id] = try new(grant, grants[grant.id]) }
        for grant in changed.changedGrants { grants[grant.id] = try known(grant, grants[grant.id]) }
        for hold in changed.newHolds { holds[hold.id] = try new(hold, holds[hold.id]) }
        for hold in changed.changedHolds { holds[hold.id] = try known(hold, holds[hold.id]) }
        for charge in changed.newCharges {
            charges[charge.id] = try new(charge, charges[charge.id])
        }
        for charge in changed.changedCharges {
            charges[charge.id] = try known(charge, charges[charge.id])
        }
    }

    private static func columns(of account: Account) -> Account {
        Account(
            organization: account.organization, creditLimit: account.creditLimit,
            balances: account.balances, held: account.held, overdraft: account.overdraft,
            sequence: account.sequence, chainHash: account.chainHash,
            nextExpiry: account.nextExpiry)
    }

    private func new<Row>(_ row: Row, _ present: Row?) throws(Disagreement) -> Row {
        guard present == nil else { throw Disagreement("a new row was there before: \(row)") }
        return row
    }

    private func known<Row>(_ row: Row, _ present: Row?) throws(Disagreement) -> Row {
        guard present != nil else { throw Disagreement("a changed row was not there: \(row)") }
        return row
    }

    /// Restores the account for a batch of commands, with no row too many.
    public func load(for commands: [Command], at now: Instant) -> Account {
        var account = account
        account.load(holds: commands.compactMap { $0.hold.flatMap { holds[$0] } })
        account.load(charges: commands.compactMap { $0.refundedCharge.flatMap { charges[$0] } })
        if account.balances.uncollected.isPositive {
            let debts = charges.values.filter(\.uncollected.isPositive)
            account.load(debts: debts.sorted { $0.id < $1.id })
        }
        if account.nextExpiry <= now { loadWhatIsDue(into: &account, at: now) }
        let asked = mostDrawn(by: commands, from: account, at: now)
        let spendable = grants.values.filter { $0.remaining.isPositive && $0.expiresAt > now }
        for grant in spendable.sorted(by: Grant.isSpentBefore) {
            if account.drawable(at: now).nanocredits >= asked { break }
            account.load(grants: [grant])
        }
        account.load(grants: account.missingGrants.compactMap { grants[$0] })
        return account
    }

    /// The most nanocredits that commands, and debts before them, can take from grants.
    private func mostDrawn(by commands: [Command], from account: Account, at now: Instant) -> Int64
    {
        commands.reduce(account.balances.uncollected.nanocredits) { sum, command in
            var amount = command.amountDrawn.nanocredits
            // What a hold has set aside need not be drawn again.
            if case .capture(let capture) = command {
                amount -= account.heldAmount(of: capture.hold, at: now)?.nanocredits ?? 0
            }
            let (more, overflow) = sum.addingReportingOverflow(max(0, amount))
            return overflow ? .max : more
        }
    }

    private func loadWhatIsDue(into account: inout Account, at now: Instant) {
        let open = holds.values.filter { $0.status == .open }
        let live = grants.values.filter(\.remaining.isPositive)
        account.load(holds: open.filter { $0.expiresAt <= now })
        account.load(grants: live.filter { $0.expiresAt <= now })
        let later = (open.map(\.expiresAt) + live.map(\.expiresAt)).filter { $0 > now }
        account.load(laterExpiry: later.min() ?? .never)
    }
}

extension Command {
    /// The hold that the command needs to see.
    fileprivate var hold: HoldID? {
        switch self {
        case .extend(let extend): extend.hold
        case .capture(let capture): capture.hold
        case .release(let hold): hold
        case .grant, .hold, .charge, .refund, .adjust, .expire: nil
        }
    }

    fileprivate var refundedCharge: ChargeID? {
        if case .refund(let refund) = self { refund.charge } else { nil }
    }

    fileprivate var amountDrawn: Credits {
        let amount: Credits =
            switch self {
            case .hold(let hold): hold.amount
            case .extend(let extend): extend.amount
            case .capture(let capture): capture.amount
            case .charge(let charge): charge.amount
            case .adjust(let adjust): Credits(nanocredits: 0 &- adjust.amount.nanocredits)
            case .grant, .release, .refund, .expire: .zero
            }
        return amount > .zero && amount <= Account.amountMax ? amount : .zero
    }
}
