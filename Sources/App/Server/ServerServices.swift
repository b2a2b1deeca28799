// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Logging
import ServiceLifecycle

/// Keeps the database open, and the lock on it, until everything else has stopped.
struct OpenDatabase: Service {
    let database: any Database
    let lock: FileLock?

    func run() async throws {
        await untilShutdown()
        // A cancelled group stops all at once, and others may still read: the file can be left as
        // it is, which is what a crash would do.
        if !Task.isCancelled { await database.close() }
        withExtendedLifetime(lock) {}
    }
}

/// Ends the server when the database takes no more writes, so that whoever watches over it starts
/// it again: that is how the database recovers.
struct Doubt: Service {
    let database: any Database
    let logger: Logger

    func run() async throws {
        let failure = await cancelWhenGracefulShutdown {
            await database.doubts.first { _ in true }
        }
        guard let failure else { return }
        logger.critical("The server ends so that the database recovers: \(failure)")
        throw failure
    }
}

/// Writes down once a minute, and at the end, when keys were last used.
struct KeyUses: Service {
    private let keys: KeyRing
    private let logger: Logger

    init(keys: KeyRing, _ logger: Logger) {
        self.keys = keys
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: .seconds(60))
                } catch {
                    return
                }
                await self.write()
            }
        }
        await write()
    }

    private func write() async {
        do {
            try await keys.writeUses()
        } catch {
            // Only convenience is lost: the next minute writes newer times.
            logger.warning("the last uses of keys could not be written: \(error)")
        }
    }
}

/// Turns readiness off as the first thing of a shutdown.
struct DrainNotice: Service {
    let drain: Drain

    func run() async throws {
        await untilShutdown()
        drain.begin()
    }
}

/// Waits for a graceful shutdown, or for the cancellation that ends a group when another fails.
private func untilShutdown() async {
    await cancelWhenGracefulShutdown {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
        continuation.finish()
    }
}
