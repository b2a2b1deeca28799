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
    var changedGrants = Set<GrantID>()
    var changedHolds = Set<HoldID>()
    var changedCharges = Set<ChargeID>()
    // Lists, so that an id that is used twice becomes two rows, of which the tables refuse one.
    var newHolds: [HoldID] = []
    var newCharges: [ChargeID] = []
}

/// By how much a day's usage changed.
public struct DayUsage: Hashable, Sendable {
    public internal(set) var collected = Credits.zero
    public internal(set) var charges: Int64 = 0
}

extension Account {
    /// Grants to insert, in the order of their ids.
    public var newGrants: [Grant] {
        guard !changes.newGrants.isEmpty else { return [] }
        return grants.filter { changes.newGrants.contains($0.id) }.sorted { $0.id < $1.id }
    }

    /// Grants to update.
    public var changedGrants: [Grant] {
        let changed = changes.changedGrants.subtracting(changes.newGrants)
        return changed.isEmpty ? [] : grants.filter { changed.contains($0.id) }
    }

    /// Holds to insert, in the order of their ids: rows grow in key order.
    public var newHolds: [Hold] { changes.newHolds.sorted().compactMap { holds[$0] } }

    /// Holds to update.
    public var changedHolds: [Hold] {
        changes.changedHolds.subtracting(changes.newHolds).sorted().compactMap { holds[$0] }
    }

    /// Charges to insert, in the order of their ids.
    public var newCharges: [Charge] { changes.newCharges.sorted().compactMap { charges[$0] } }

    /// Charges to update.
    public var changedCharges: [Charge] {
        changes.changedCharges.subtracting(changes.newCharges).sorted().compactMap { charges[$0] }
    }
}
