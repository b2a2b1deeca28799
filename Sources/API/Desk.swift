// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Database
public import Upkeep
public import Vocabulary

/// What the routes work with. Made at the composition root.
public struct Desk: Sendable {
    public let database: any Database
    public let keeper: Keeper
    public let keys: KeyRing
    public let clock: Clock
    public let ids: IDSource
    public let prices: PriceDesk
    public let tiers: TierDesk
    /// Fresh secrets for keys.
    public let makeSecret: @Sendable () -> KeySecret

    public init(
        database: any Database, keeper: Keeper, keys: KeyRing, clock: Clock, ids: IDSource,
        prices: PriceDesk, tiers: TierDesk, makeSecret: @escaping @Sendable () -> KeySecret
    ) {
        self.database = database
        self.keeper = keeper
        self.keys = keys
        self.clock = clock
        self.ids = ids
        self.prices = prices
        self.tiers = tiers
        self.makeSecret = makeSecret
    }
}

/// What the routes of contracts work with.
public struct TierDesk: Sendable {
    /// That the settings know.
    public let names: Set<String>
    public let organizations: OrganizationTiers

    public init(names: Set<String>, organizations: OrganizationTiers) {
        self.names = names
        self.organizations = organizations
    }
}

/// What the routes of prices work with.
public struct PriceDesk: Sendable {
    public let books: PriceBooks
    public let watch: PriceWatch
    public let refresh: PriceRefresh

    public init(books: PriceBooks, watch: PriceWatch, refresh: PriceRefresh) {
        self.books = books
        self.watch = watch
        self.refresh = refresh
    }

    /// The books and markups in force.
    public var shelf: PriceShelf { watch.shelf }
}
