// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Database
public import Money
public import Pricing
public import Vocabulary

/// What the routes work with. Made at the composition root.
public struct Desk: Sendable {
    public let database: any Database
    public let keeper: Keeper
    public let keys: KeyRing
    public let clock: Clock
    public let ids: IDSource
    /// The book in force now.
    public let priceBook: @Sendable () -> PriceBook
    public let markup: Markup
    /// Fresh secrets for keys.
    public let makeSecret: @Sendable () -> KeySecret

    public init(
        database: any Database, keeper: Keeper, keys: KeyRing, clock: Clock, ids: IDSource,
        priceBook: @escaping @Sendable () -> PriceBook, markup: Markup = .standard,
        makeSecret: @escaping @Sendable () -> KeySecret
    ) {
        self.database = database
        self.keeper = keeper
        self.keys = keys
        self.clock = clock
        self.ids = ids
        self.priceBook = priceBook
        self.markup = markup
        self.makeSecret = makeSecret
    }
}
