// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// What commands did to an account: everything that has to be written down.
public struct Changes: Sendable {
    public internal(set) var entries: [Entry] = []
    public internal(set) var refunds: [Refund] = []
    public internal(set) var adjustments: [Adjustment] = []
    /// Collected charges net of refunds and their number, by the day of the charge.
    public internal(set) var days: [Day: DayUsage] = [:]

    var newGrants = Set<GrantID>()
    /// In the order of the changes; a grant may be there more than once.
    private(set) var changedGrants: [GrantID] = []

    mutating func noteChange(of grant: GrantID) {
        // Mostly one grant pays for command after command.
        if changedGrants.last != grant { changedGrants.append(grant) }
    }
}

/// By how much a day's usage changed.
public struct DayUsage: Hashable, Sendable {
    public internal(set) var collected = Credits.zero
    public internal(set) var charges: Int64 = 0

    mutating func count(_ collected: Credits, charges: Int64) {
        self.collected += collected
        self.charges += charges
    }
}

extension Account {
    /// Grants to insert, in the order of their ids.
    public var newGrants: [Grant] {
        guard !changes.newGrants.isEmpty else { return [] }
        return grants.filter { changes.newGrants.contains($0.id) }.sorted { $0.id < $1.id }
    }

    /// Grants to update.
    public var changedGrants: [Grant] {
        let changed = Set(changes.changedGrants).subtracting(changes.newGrants)
        return changed.isEmpty ? [] : grants.filter { changed.contains($0.id) }
    }

    /// Holds to insert, in the order of their ids: rows grow in key order.
    public var newHolds: [Hold] { holds.new }

    /// Holds to update.
    public var changedHolds: [Hold] { holds.changed }

    /// Charges to insert, in the order of their ids.
    public var newCharges: [Charge] { charges.new }

    /// Charges to update.
    public var changedCharges: [Charge] { charges.changed }
}
