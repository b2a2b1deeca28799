// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

/// Makes random histories: the same seed gives the same history.
///
/// It knows nothing of what the commands will do. Amounts are a few coins, so that histories often
/// meet the interesting cases: exactly what is available, one more, nothing at all.
public struct HistoryGenerator {
    private let world: World
    private let unit: Int64
    private var random: SeededGenerator
    private var now: Instant
    private var latest: Instant
    private var holds: [HoldID] = []
    private var charges: [ChargeID] = []
    private var issued: UInt128 = 0

    private init(_ world: World, seed: UInt64) {
        self.world = world
        random = SeededGenerator(seed: seed)
        // Units that divide the largest amount, so that it is a whole number of coins, too.
        unit = [1, 125, 1_000_000_000, 100_000_000_000_000].randomElement(using: &random) ?? 1
        now = Instant(microseconds: 1_700_000_000_000_000)
            .adding(seconds: .random(in: 0...86_400, using: &random))
        latest = now
    }

    /// A history of about 50 commands, the last of them an `expire` when no hold can be alive any
    /// more.
    public static func history(_ world: World, seed: UInt64) -> History {
        var generator = HistoryGenerator(world, seed: seed)
        let limit = world == .onCredit ? generator.coins(upTo: 15) : .zero
        var steps: [Step] = []
        for _ in 0..<Int.random(in: 10...90, using: &generator.random) {
            generator.moveClock()
            let joins = generator.isOneOf(100, 60)
            steps.append(
                Step(now: generator.now, command: generator.command(), joinsBatch: joins))
        }
        let end = generator.latest.adding(seconds: Hold.lifetimeSecondsMax + 3_600)
        steps.append(Step(now: end, command: .expire))
        return History(
            world: world, seed: seed, unit: generator.unit, creditLimit: limit, steps: steps)
    }

    private mutating func moveClock() {
        let seconds: Int64
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<world.stillness: seconds = 0
        case ..<80: seconds = .random(in: 1...900, using: &random)
        case ..<92: seconds = 3_600 * .random(in: 1...20, using: &random)
        case ..<96: seconds = 86_400 * .random(in: 1...3, using: &random)
        // Clocks are set, and nodes disagree.
        default: seconds = -.random(in: 1...40_000, using: &random)
        }
        now = now.adding(seconds: seconds)
        latest = max(latest, now)
    }

    private mutating func command() -> Command {
        var roll = Int.random(in: 0..<100, using: &random)
        for (verb, weight) in world.weights {
            if roll < weight { return command(verb) }
            roll -= weight
        }
        return .expire
    }

    private mutating func command(_ verb: World.Verb) -> Command {
        switch verb {
        case .grant: grant()
        case .hold: hold()
        case .extend: extend()
        case .capture: capture()
        case .release: .release(anyHold())
        case .charge: charge()
        case .refund:
            .refund(
                RefundCommand(
                    id: id(), charge: anyCharge(), amount: isOneOf(2) ? nil : amount(upTo: 8)))
        case .adjust: adjust()
        case .expire: .expire
        }
    }
}

extension HistoryGenerator {
    private mutating func grant() -> Command {
        let source = GrantSource.allCases.randomElement(using: &random) ?? .manual
        var expiresAt = Instant.never
        if !isOneOf(100, world.permanence) {
            let lifetime: ClosedRange<Int64> = world == .shortLived ? 1...4_000 : 1...200_000
            expiresAt = now.adding(seconds: .random(in: lifetime, using: &random))
        }
        if isOneOf(40) { expiresAt = now.adding(seconds: .random(in: -5...0, using: &random)) }
        return .grant(
            GrantCommand(
                id: id(), source: source, kind: isOneOf(8) ? .paid : source.kind,
                amount: isOneOf(30) ? oddAmount() : coins(upTo: 20), expiresAt: expiresAt,
                provider: ["manual", "stripe", "x402"].randomElement(using: &random) ?? "manual"))
    }

    private mutating func hold() -> Command {
        let id: HoldID = id()
        holds.append(id)
        return .hold(
            HoldCommand(id: id, amount: amount(upTo: 12), expiry: holdExpiry()))
    }

    private mutating func extend() -> Command {
        .extend(
            ExtendCommand(
                hold: anyHold(), amount: isOneOf(3) ? .zero : amount(upTo: 5),
                expiry: isOneOf(2) ? nil : holdExpiry()))
    }

    private mutating func capture() -> Command {
        let id: ChargeID = id()
        let hold = anyHold()
        charges.append(id)
        return .capture(
            CaptureCommand(
                hold: hold, charge: id, amount: isOneOf(30) ? oddAmount() : coins(upTo: 16),
                chargesWithoutHold: isOneOf(10)))
    }

    private mutating func charge() -> Command {
        let id: ChargeID = id()
        charges.append(id)
        let records = world == .inDebt ? isOneOf(4, 3) : isOneOf(5)
        return .charge(
            ChargeCommand(
                id: id, amount: records ? coins(upTo: 14) : amount(upTo: 12),
                shortfall: records ? .record : .refuse))
    }

    private mutating func adjust() -> Command {
        let taken = amount(upTo: 8).nanocredits
        let given = coins(upTo: 8)
        return .adjust(
            AdjustCommand(id: id(), amount: isOneOf(2) ? given : Credits(nanocredits: -taken)))
    }
}

extension HistoryGenerator {
    /// A time-ordered id, or one that overtook those made shortly before it: callers make ids, and
    /// their commands arrive in another order.
    private mutating func id<Kind: IDKind>() -> ID<Kind> {
        issued += 1
        let stamp = issued + (isOneOf(5) ? UInt128.random(in: 0...6, using: &random) : 0)
        return ID(bits: stamp << 64 | issued << 8)
    }

    /// Mostly one of the last; now and then one that never was.
    private mutating func anyHold() -> HoldID {
        isOneOf(30) ? id() : holds.suffix(7).randomElement(using: &random) ?? id()
    }

    private mutating func anyCharge() -> ChargeID {
        isOneOf(30) ? id() : charges.suffix(7).randomElement(using: &random) ?? id()
    }

    private mutating func holdExpiry() -> HoldExpiry {
        let seconds: Int64
        switch Int.random(in: 0..<40, using: &random) {
        case 0: seconds = 86_400
        case 1: seconds = 86_401
        case 2: seconds = 0
        case 3..<12: seconds = .random(in: 1...86_400, using: &random)
        default: seconds = .random(in: 1...2_000, using: &random)
        }
        return seconds % 3 == 0 ? .after(seconds: seconds) : .at(now.adding(seconds: seconds))
    }

    /// Now and then an amount that is out of range, or that nobody has.
    private mutating func amount(upTo most: Int64) -> Credits {
        if isOneOf(40) { return oddAmount() }
        return isOneOf(80) ? Account.amountMax : coins(upTo: most)
    }

    private mutating func oddAmount() -> Credits {
        let tooMuch = Account.amountMax.nanocredits + 1
        let odd = [0, 0, -unit, tooMuch, .max, .min + 1].randomElement(using: &random) ?? 0
        return Credits(nanocredits: odd)
    }

    private mutating func coins(upTo most: Int64) -> Credits {
        Credits(nanocredits: unit * .random(in: 1...most, using: &random))
    }

    private mutating func isOneOf(_ all: Int, _ some: Int = 1) -> Bool {
        Int.random(in: 0..<all, using: &random) < some
    }
}
