// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
import Synchronization

/// Lets each key ask so many times a minute, in a burst or spread out.
///
/// A leaky bucket that remembers one number per key: the time at which its bucket would be empty
/// (the generic cell rate algorithm of ATM networks). A key whose time has passed needs no memory.
public final class RateLimiter: Sendable {
    private let limit: UInt64
    private let nanosecondsPerRequest: UInt64
    private let shards: [Shard]

    /// Enough that two busy threads seldom want the same lock.
    private static let shardCount = 16
    /// 50 bytes each; a key beyond them finds room once another's minute is over.
    private static let keysPerShardMax = 8_192
    private static let window: UInt64 = 60_000_000_000

    private final class Shard: Sendable {
        let emptyAt = Mutex<[UInt128: UInt64]>([:])
    }

    /// - Parameter requestsPerMinute: At least 1.
    public init(requestsPerMinute: Int) {
        precondition(requestsPerMinute > 0, "a limit of \(requestsPerMinute) lets nobody through")
        limit = UInt64(requestsPerMinute)
        nanosecondsPerRequest = Self.window / limit
        shards = (0..<Self.shardCount).map { _ in Shard() }
    }

    /// What a key may do now.
    public struct Verdict: Hashable, Sendable {
        public let isAllowed: Bool
        public let limit: UInt64
        /// How many more requests would be let through at once.
        public let remaining: UInt64
        /// Until everything is allowed again.
        public let resetSeconds: UInt64
        /// Until the next request is; 0 when this one was.
        public let retryAfterSeconds: UInt64
    }

    /// Counts one request.
    ///
    /// - Parameters:
    ///   - key: The bits of the key's id.
    ///   - now: Nanoseconds of a clock that never goes back.
    public func take(_ key: UInt128, at now: UInt64) -> Verdict {
        let shard = shards[Int(truncatingIfNeeded: key) & (Self.shardCount - 1)]
        return shard.emptyAt.withLock { emptyAt in
            let level = min(max(emptyAt[key] ?? now, now) - now, Self.window)
            let filled = level + nanosecondsPerRequest
            guard filled <= Self.window else {
                return verdict(level: level, waiting: filled - Self.window)
            }
            if emptyAt.count >= Self.keysPerShardMax, emptyAt[key] == nil {
                emptyAt = emptyAt.filter { $0.value > now }
                if emptyAt.count >= Self.keysPerShardMax { emptyAt.removeAll() }
            }
            emptyAt[key] = now + filled
            return verdict(level: filled, waiting: nil)
        }
    }

    private func verdict(level: UInt64, waiting: UInt64?) -> Verdict {
        Verdict(
            isAllowed: waiting == nil, limit: limit,
            remaining: (Self.window - level) / nanosecondsPerRequest,
            resetSeconds: ceilingSeconds(level),
            retryAfterSeconds: waiting.map { max(1, ceilingSeconds($0)) } ?? 0)
    }

    private func ceilingSeconds(_ nanoseconds: UInt64) -> UInt64 {
        (nanoseconds + 999_999_999) / 1_000_000_000
    }
}

extension RateLimiter.Verdict {
    public func write(to headers: inout HTTPFields) {
        headers[.rateLimitLimit] = String(limit)
        headers[.rateLimitRemaining] = String(remaining)
        headers[.rateLimitReset] = String(resetSeconds)
    }

    /// The same as OpenAI's clients read it.
    public func writeForOpenAI(to headers: inout HTTPFields) {
        headers[.xRateLimitLimitRequests] = String(limit)
        headers[.xRateLimitRemainingRequests] = String(remaining)
        headers[.xRateLimitResetRequests] = "\(resetSeconds)s"
    }
}
