// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Database
public import Logging
public import ServiceLifecycle
import Synchronization
public import Vocabulary

/// Keeps the shelf as the database has it, whoever wrote there, and knows how prices stand.
public final class PriceWatch: Service {
    public let shelf: PriceShelf
    private let database: any Database
    private let clock: Clock
    private let rule: PriceHealth.Rule
    private let logger: Logger
    private let lastHealth = Mutex<PriceHealth?>(nil)

    /// How long a command's change may go unseen. A look costs a few small reads.
    private static let interval = Duration.seconds(5)

    public init(
        _ shelf: PriceShelf, _ rule: PriceHealth.Rule, database: any Database, clock: Clock,
        logger: Logger
    ) {
        self.shelf = shelf
        self.rule = rule
        self.database = database
        self.clock = clock
        self.logger = logger
    }

    /// How prices stood at the last look; nil before the first.
    public var health: PriceHealth? { lastHealth.withLock { $0 } }

    /// Looks now: what this process has changed is in force at once.
    public func refresh() async throws {
        try await shelf.refresh()
        let (now, rule) = (clock.now, rule)
        let health = try await database.read { try PriceHealth.read(rule, at: now, on: $0) }
        lastHealth.withLock { $0 = health }
    }

    /// How old prices are, in seconds; nil when they were never looked at.
    public var ageSeconds: Int64? {
        guard let checkedAt = health?.checkedAt else { return nil }
        return max(0, (clock.now.microseconds - checkedAt.microseconds) / 1_000_000)
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: Self.interval)
                    try await self.refresh()
                } catch is CancellationError {
                    return
                } catch {
                    // What is in memory goes on pricing; the next look may succeed.
                    self.logger.warning("prices could not be looked up: \(error)")
                }
            }
        }
    }
}
