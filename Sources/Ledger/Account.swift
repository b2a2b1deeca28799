// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// An organization's side of the ledger, with as much of its history in hand as the commands to
/// come will need.
///
/// ``apply(_:at:)`` is the rules of money: a function of this value, a command and a moment,
/// without I/O. Whoever stores accounts (`Billing/Keeper`) loads one under lock, applies commands,
/// and writes down ``changes`` in the same transaction.
///
/// - Invariant: `available + held = balances.owned`.
/// - Invariant: `available = Σ grants.remaining − overdraft`, and never below `−creditLimit`.
/// - Invariant: nothing is uncollected while something is available.
public struct Account: Sendable {
    public let organization: OrganizationID
    /// How far below zero available credits may go: zero without a contract.
    public let creditLimit: Credits
    public internal(set) var balances: Balances
    /// What open holds keep aside.
    public internal(set) var held: Credits
    /// What is drawn on the credit limit.
    public internal(set) var overdraft: Credits
    /// The sequence number of the last entry.
    public internal(set) var sequence: Int64
    /// The hash of the last entry.
    public internal(set) var chainHash: ChainHash
    /// No open hold and no live grant expires before this moment.
    public internal(set) var nextExpiry: Instant

    // The working set: what was loaded or made. Grants are in the order in which they are spent.
    var grants: [Grant] = []
    /// The grants that had nothing left when they were loaded.
    private var usedUp = Set<GrantID>()
    /// Whether no grant is live but those in the working set.
    public private(set) var hasAllLiveGrants = false
    var holds = WorkingSet<Hold>()
    var charges = WorkingSet<Charge>()
    /// Charges with an uncollected part, oldest first.
    var debts: [ChargeID] = []
    /// Nothing that is not in the working set expires before this moment.
    var laterExpiry: Instant

    /// What has happened since the account was loaded.
    public internal(set) var changes = Changes()
    private let loaded: Position

    /// The parts of an account of which at least one moves with every change.
    private struct Position: Hashable {
        let sequence: Int64
        let held: Credits
        let overdraft: Credits
        let nextExpiry: Instant
    }

    /// Opens the books of a new organization.
    public init(organization: OrganizationID, creditLimit: Credits = .zero) {
        self.init(
            organization: organization, creditLimit: creditLimit, balances: Balances(),
            held: .zero, overdraft: .zero, sequence: 0, chainHash: .genesis, nextExpiry: .never)
    }

    /// Restores an account from storage.
    public init(
        organization: OrganizationID, creditLimit: Credits, balances: Balances, held: Credits,
        overdraft: Credits, sequence: Int64, chainHash: ChainHash, nextExpiry: Instant
    ) {
        self.organization = organization
        self.creditLimit = creditLimit
        self.balances = balances
        self.held = held
        self.overdraft = overdraft
        self.sequence = sequence
        self.chainHash = chainHash
        self.nextExpiry = nextExpiry
        laterExpiry = nextExpiry
        loaded = Position(
            sequence: sequence, held: held, overdraft: overdraft, nextExpiry: nextExpiry)
    }

    /// Whether the account itself must be written down again.
    public var isChanged: Bool {
        loaded
            != Position(
                sequence: sequence, held: held, overdraft: overdraft, nextExpiry: nextExpiry)
    }

    /// Whether ``nextExpiry`` is another than when the account was loaded.
    public var hasNewExpiry: Bool { loaded.nextExpiry != nextExpiry }

    /// What can be spent now without the credit limit; negative when that is drawn on.
    public var available: Credits { balances.owned - held }

    /// What the next command can draw: available credits and the rest of the credit limit.
    var spendable: Credits { available + creditLimit }
}

/// The working set: what must be loaded before commands that name it are applied.
extension Account {
    /// Puts grants into the working set, in any order; a grant already there is kept.
    public mutating func load(grants loaded: [Grant]) {
        let known = Set(grants.map(\.id))
        for grant in loaded where !known.contains(grant.id) {
            grants.append(grant)
            if !grant.isLive { usedUp.insert(grant.id) }
        }
        grants.sort(by: Grant.isSpentBefore)
    }

    /// Says that no grant is live but those in the working set.
    public mutating func noteAllLiveGrantsAreLoaded() { hasAllLiveGrants = true }

    /// Whether a loaded grant was used up since, or came to life again.
    public func hasTurned(_ grant: Grant) -> Bool { grant.isLive == usedUp.contains(grant.id) }

    public mutating func load(holds loaded: [Hold]) {
        for hold in loaded { holds.load(hold) }
    }

    public mutating func load(_ hold: Hold) {
        holds.load(hold)
    }

    public mutating func load(charges loaded: [Charge]) {
        for charge in loaded { charges.load(charge) }
    }

    /// Puts charges with an uncollected part into the working set: the oldest ones.
    public mutating func load(debts loaded: [Charge]) {
        load(charges: loaded)
        debts = loaded.map(\.id).sorted()
    }

    /// Says that everything due is in the working set, and when the first of the rest expires.
    public mutating func load(laterExpiry instant: Instant) {
        laterExpiry = instant
    }

    /// The grants that loaded holds and charges drew on, as far as they are not loaded yet.
    public var missingGrants: Set<GrantID> {
        var missing = Set<GrantID>()
        for hold in holds.all { hold.draws.insertGrants(into: &missing) }
        for charge in charges.all { charge.draws.insertGrants(into: &missing) }
        return missing.subtracting(grants.map(\.id))
    }

    /// What the loaded grants can still give.
    public func drawable(at now: Instant) -> Credits {
        grants.reduce(.zero) { $1.expiresAt > now ? $0 + $1.remaining : $0 }
    }
}

extension Account {
    /// What a loaded hold keeps aside: zero when it has ended by now, nil when it is not loaded.
    public func heldAmount(of hold: HoldID, at now: Instant) -> Credits? {
        holds[hold].map { $0.status == .open && $0.expiresAt > now ? $0.amount : .zero }
    }
}
