// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

/// One line of a ``LedgerScript``, in words.
struct ScriptLine {
    struct Unreadable: Error {
        let line: String
    }

    private let words: [String]

    init(_ words: [String]) {
        self.words = words
    }

    func command(at now: Instant) throws(Unreadable) -> Command {
        switch words[0] {
        case "grant": .grant(try grant())
        case "hold":
            .hold(
                HoldCommand(
                    id: try id(1), amount: try amount(2),
                    expiresAt: try instant(after: "expires") ?? now.adding(seconds: 900)))
        case "extend":
            .extend(
                ExtendCommand(
                    hold: try id(1), amount: try amount(2),
                    expiresAt: try instant(after: "expires")))
        case "capture":
            .capture(
                CaptureCommand(
                    hold: try id(1), charge: try id(2), amount: try amount(3),
                    chargesWithoutHold: words.contains("lost")))
        case "release": .release(try id(1))
        case "charge":
            .charge(
                ChargeCommand(
                    id: try id(1), amount: try amount(2),
                    shortfall: words.contains("record") ? .record : .refuse))
        case "refund":
            .refund(
                RefundCommand(
                    id: try id(1), charge: try id(2), amount: words.count > 3 ? try amount(3) : nil)
            )
        case "adjust": .adjust(AdjustCommand(id: try id(1), amount: try amount(2)))
        case "expire": .expire
        default: throw unreadable
        }
    }

    private func grant() throws(Unreadable) -> GrantCommand {
        guard let kind = CreditKind(rawValue: try word(3)) else { throw unreadable }
        let usual: GrantSource = kind == .paid ? .purchase : .promotional
        return GrantCommand(
            id: try id(1), source: word(after: "source").flatMap(GrantSource.init) ?? usual,
            kind: kind, amount: try amount(2),
            expiresAt: try instant(after: "expires") ?? .never,
            provider: word(after: "provider") ?? "manual")
    }

    private var unreadable: Unreadable { Unreadable(line: words.joined(separator: " ")) }

    func word(_ index: Int) throws(Unreadable) -> String {
        guard index < words.count else { throw unreadable }
        return words[index]
    }

    private func word(after mark: String) -> String? {
        words.firstIndex(of: mark).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }

    func amount(_ index: Int) throws(Unreadable) -> Credits {
        let word = try word(index)
        if word == "max" { return Account.amountMax }
        if word == "max+1" {
            return Credits(nanocredits: Account.amountMax.nanocredits + 1)
        }
        guard let nanocredits = Int64(word) else { throw unreadable }
        return Credits(nanocredits: nanocredits)
    }

    func instant(_ index: Int) throws(Unreadable) -> Instant { try instant(try word(index)) }

    private func instant(after mark: String) throws(Unreadable) -> Instant? {
        guard let word = word(after: mark) else { return nil }
        return try instant(word)
    }

    private func instant(_ word: String) throws(Unreadable) -> Instant {
        if word == "never" { return .never }
        let units: [Character: Int64] = ["m": 60, "h": 3_600]
        let unit = word.last.flatMap { units[$0] }
        guard let number = Int64(unit == nil ? word : String(word.dropLast())) else {
            throw unreadable
        }
        return Instant.epoch.adding(seconds: number * (unit ?? 1))
    }

    /// `h12` is the twelfth in time, and different from `c12` whatever it is read as.
    private func id<Kind>(_ index: Int) throws(Unreadable) -> ID<Kind> {
        let name = try word(index)
        guard let letter = name.utf8.first, let number = UInt128(name.dropFirst()) else {
            throw unreadable
        }
        return ID(bits: number << 64 | UInt128(letter) << 8)
    }
}

extension UInt128 {
    /// The name that an id has in a script.
    var name: String {
        let letter = Unicode.Scalar(UInt8(truncatingIfNeeded: self >> 8))
        return "\(letter)\(self >> 64)"
    }
}

extension GrantID {
    /// Grants that were returned have ids made from those of what returned them.
    var name: String {
        switch (bits.name.first, bits & 0xFF) {
        case ("r", 1): "\(bits.name).promotional"
        case ("r", 2): "\(bits.name).paid"
        case ("r", _), ("h", _): "\(bits.name).limit"
        default: bits.name
        }
    }
}
