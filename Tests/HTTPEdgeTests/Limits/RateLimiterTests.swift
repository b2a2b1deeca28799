// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import Testing

@Suite struct RateLimiterTests {
    private let second: UInt64 = 1_000_000_000

    @Test("as many as the limit pass at once, then one for each share of the minute")
    func burst() {
        let limiter = RateLimiter(requestsPerMinute: 60)
        let start = 5 * second
        for count in 1...60 {
            let verdict = limiter.take(1, at: start)
            #expect(verdict.isAllowed)
            #expect(verdict.remaining == UInt64(60 - count))
        }
        let refused = limiter.take(1, at: start)
        #expect(!refused.isAllowed)
        #expect(refused.retryAfterSeconds == 1)
        #expect(refused.resetSeconds == 60)
        #expect(limiter.take(1, at: start + second).isAllowed)
        #expect(!limiter.take(1, at: start + second).isAllowed)
        #expect(limiter.take(1, at: start + 120 * second).remaining == 59)
    }

    @Test("keys do not use up each other's limit")
    func keys() {
        let limiter = RateLimiter(requestsPerMinute: 1)
        for key: UInt128 in 0..<100 { #expect(limiter.take(key, at: second).isAllowed) }
        for key: UInt128 in 0..<100 { #expect(!limiter.take(key, at: second).isAllowed) }
    }

    @Test("a clock that stands still or is early does no harm")
    func early() {
        let limiter = RateLimiter(requestsPerMinute: 1)
        #expect(limiter.take(1, at: 100 * second).isAllowed)
        #expect(!limiter.take(1, at: 99 * second).isAllowed)
        #expect(limiter.take(1, at: 0).retryAfterSeconds > 0)
    }
}
