// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// How often any link has found a server there: whoever knows of an outage from before the last
/// time knows nothing any more.
final class Reachability: Sendable {
    private let times = Atomic<Int>(0)

    var now: Int { times.load(ordering: .acquiring) }

    func note() { times.wrappingAdd(1, ordering: .releasing) }
}

/// A session that is made again when it is lost.
final class PostgreSQLLink {
    private let address: PostgreSQLAddress
    private let access: PostgreSQLAccess
    private let reachability: Reachability
    private var session: PostgreSQLSession?
    private var backoff = Backoff()
    /// Why no server could be reached at the last try, and when the next one makes sense.
    private var outage: (reason: any Error, until: DispatchTime, reachability: Int)?

    /// - Parameter reachability: Of all links to this server.
    init(
        _ address: PostgreSQLAddress, for access: PostgreSQLAccess, _ reachability: Reachability
    ) {
        self.address = address
        self.access = access
        self.reachability = reachability
    }

    /// A session that was not lost when it was last used.
    ///
    /// - Parameter patience: Until when to try again when the server turns out to be away. Who
    ///   comes while that is known does not wait: all that wait here would wait for each other.
    /// - Throws: ``DatabaseFailure/busy(_:)`` when none was found in time.
    func live(until patience: DispatchTime) throws -> PostgreSQLSession {
        if let session, !session.isLost { return session }
        session = nil
        if outage?.reachability != reachability.now { outage = nil }
        let isKnown = outage != nil
        if let outage, DispatchTime.now() < outage.until { throw outage.reason }
        while true {
            do {
                let made = try PostgreSQLSession(address, for: access)
                backoff = Backoff()
                outage = nil
                session = made
                reachability.note()
                return made
            } catch {
                let delay = backoff.next()
                let next = DispatchTime.now() + .milliseconds(Int(delay))
                outage = (error, next, reachability.now)
                guard !isKnown, next < patience else { throw error }
                pause(milliseconds: delay)
            }
        }
    }

    func drop() { session = nil }

    /// Says that a server has just committed what was asked over this link: an outage that others
    /// know of is over, though they alone had to connect anew and nobody told them.
    func confirm() { reachability.note() }
}

/// Delays between tries, each about twice as long as the one before, and never the same for two
/// nodes: they would all come back in the same instant.
struct Backoff {
    private var milliseconds: UInt32 = 25

    private static let most: UInt32 = 1_000

    mutating func next() -> UInt32 {
        defer { milliseconds = min(2 * milliseconds, Self.most) }
        return UInt32.random(in: milliseconds / 2...milliseconds)
    }
}
