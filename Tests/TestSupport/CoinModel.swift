// SPDX-License-Identifier: Apache-2.0

public import Ledger
public import Money
public import Vocabulary

/// The rules of money once more, as if credits were coins on a table.
///
/// A grant puts coins on the table; every other command moves single coins from one place to
/// another. There are no sums, no draws and no order that is kept: whatever is asked is counted and
/// sorted anew. Slow, and simple enough to be believed.
public struct CoinModel: Sendable {
    enum Place: Hashable, Sendable {
        case free
        case held(HoldID)
        case spent(ChargeID)
        case taken(AdjustmentID)
        case expired
        /// Refunded after its grant had expired: a new coin lies elsewhere.
        case replaced
        /// Went to the credit limit when its grant came.
        case repaid
        /// A borrowed coin that was given back.
        case returned
    }

    struct Coin: Sendable {
        /// Nil when it was borrowed: drawn on the credit limit.
        let lot: GrantID?
        let kind: CreditKind
        let expiresAt: Instant
        var place: Place
        /// Counts the coins that were ever drawn.
        var turn = 0
    }

    struct Lot: Sendable {
        let id: GrantID
        let source: GrantSource
        let kind: CreditKind
        let coins: Int
        let expiresAt: Instant
        let createdAt: Instant
        /// Came by a grant command, and not back from somewhere.
        let isNew: Bool
    }

    struct HoldNote: Sendable {
        var coins: Int
        var captured = 0
        var status = Hold.Status.open
        var expiresAt: Instant
        let createdAt: Instant
    }

    struct ChargeNote: Sendable {
        let coins: Int
        var refunded = 0
        let hold: HoldID?
        let isLate: Bool
        let createdAt: Instant
    }

    /// What the journal must say about one command.
    public struct Movement: Hashable, Sendable {
        public let type: TransactionType
        public let debit: LedgerAccount
        public let credit: LedgerAccount
        public let reference: String
    }

    let unit: Int64
    let limit: Int
    var coins: [Coin] = []
    var lots: [Lot] = []
    var holds: [HoldID: HoldNote] = [:]
    var charges: [ChargeID: ChargeNote] = [:]
    var adjustments: [AdjustmentID: Int] = [:]
    /// Borrowed coins that nobody has given back yet.
    var borrowed = 0
    var turn = 0
    var moved: [Movement: Int] = [:]

    /// - Parameter unit: How many nanocredits a coin is.
    public init(unit: Int64, creditLimit: Credits) {
        self.unit = unit
        limit = Int(creditLimit.nanocredits / unit)
    }

    /// Applies a command; answers why not, when it is refused.
    public mutating func apply(_ command: Command, at now: Instant) -> LedgerRefusal? {
        moved = [:]
        endWhatIsDue(at: now)
        if let refusal = refusals(of: command, at: now).first { return refusal }
        perform(command, at: now)
        payDebts()
        return nil
    }
}

extension CoinModel {
    var freeCoins: Int { coins.count { $0.place == .free } }

    var balanceCoins: Int { freeCoins - borrowed }

    func spentCoins(on charge: ChargeID) -> Int { coins.count { $0.place == .spent(charge) } }

    func uncollectedCoins(_ id: ChargeID, _ charge: ChargeNote) -> Int {
        charge.coins - charge.refunded - spentCoins(on: id)
    }

    func credits(_ coins: Int) -> Credits { Credits(nanocredits: Int64(coins) * unit) }

    func count(_ amount: Credits) -> Int { Int(amount.nanocredits / unit) }
}

// What moves coins.
extension CoinModel {
    mutating func note(
        _ type: TransactionType, _ debit: LedgerAccount, _ credit: LedgerAccount,
        _ reference: some CustomStringConvertible, coins: Int = 1
    ) {
        let movement = Movement(
            type: type, debit: debit, credit: credit, reference: reference.description)
        moved[movement, default: 0] += coins
    }

    mutating func addLot(
        _ id: GrantID, _ source: GrantSource, _ kind: CreditKind, coins count: Int,
        expiresAt: Instant, at now: Instant, isNew: Bool = false
    ) {
        lots.append(
            Lot(
                id: id, source: source, kind: kind, coins: count, expiresAt: expiresAt,
                createdAt: now, isNew: isNew))
        for _ in 0..<count {
            coins.append(Coin(lot: id, kind: kind, expiresAt: expiresAt, place: .free))
        }
    }

    /// Moves free coins in the order in which they are spent, then borrows.
    mutating func draw(_ count: Int, to place: Place) -> [Coin] {
        let free = coins.indices.filter { coins[$0].place == .free }
            .sorted { Self.goesFirst(coins[$0], coins[$1]) }
            .prefix(count)
        var drawn: [Coin] = []
        for index in free {
            turn += 1
            coins[index].place = place
            coins[index].turn = turn
            drawn.append(coins[index])
        }
        while drawn.count < count {
            turn += 1
            borrowed += 1
            let coin = Coin(lot: nil, kind: .paid, expiresAt: .never, place: place, turn: turn)
            coins.append(coin)
            drawn.append(coin)
        }
        return drawn
    }

    static func goesFirst(_ left: Coin, _ right: Coin) -> Bool {
        if left.kind != right.kind { return left.kind == .promotional }
        if left.expiresAt != right.expiresAt { return left.expiresAt < right.expiresAt }
        guard let leftLot = left.lot, let rightLot = right.lot else { return false }
        return leftLot < rightLot
    }

    /// The coins at a place, in the order in which they were drawn.
    func indices(at place: Place) -> [Int] {
        coins.indices.filter { coins[$0].place == place }
            .sorted { coins[$0].turn < coins[$1].turn }
    }

    /// A borrowed coin pays back what is borrowed; if nothing is, it is the organization's own.
    mutating func giveBackBorrowed(_ index: Int, as lot: GrantID, at now: Instant) {
        coins[index].place = .returned
        if borrowed > 0 {
            borrowed -= 1
        } else {
            addReturned(lot, .paid, expiresAt: .never, at: now)
        }
    }

    /// Adds one coin to the grant of what a command returned.
    mutating func addReturned(
        _ id: GrantID, _ kind: CreditKind, expiresAt: Instant, at now: Instant
    ) {
        guard let index = lots.firstIndex(where: { $0.id == id }) else {
            return addLot(id, .refund, kind, coins: 1, expiresAt: expiresAt, at: now)
        }
        let lot = lots.remove(at: index)
        lots.append(
            Lot(
                id: id, source: .refund, kind: kind, coins: lot.coins + 1, expiresAt: expiresAt,
                createdAt: now, isNew: false))
        coins.append(Coin(lot: id, kind: kind, expiresAt: expiresAt, place: .free))
    }
}
