// SPDX-License-Identifier: Apache-2.0

public import Database
public import Logging
public import ServiceLifecycle
import Synchronization

/// Knows how the archives of usage stand, whichever node or command makes them.
public final class UsageWatch: Service {
    private let database: any Database
    private let logger: Logger
    private let lastHealth = Mutex<UsageHealth?>(nil)

    /// Archives are made once a month.
    private static let interval = Duration.seconds(15)

    public init(database: any Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// How they stood at the last look; nil before the first.
    public var health: UsageHealth? { lastHealth.withLock { $0 } }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.look()
                do { try await Task.sleep(for: Self.interval) } catch { return }
            }
        }
    }

    private func look() async {
        do {
            let health = try await database.read { try UsageHealth.read(on: $0) }
            lastHealth.withLock { $0 = health }
        } catch {
            logger.warning("the archives of usage could not be looked up: \(error)")
        }
    }
}
