// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import JSON
import Testing
import Vocabulary

@testable import Gateway

private let second: UInt64 = 1_000_000_000
private let start: UInt64 = 1_000 * second

/// A bucket that runs empty in a minute.
struct LeakyBucketTests {
    @Test("a minute's allowance can be taken at once, and comes back evenly")
    func even() {
        var bucket = LeakyBucket()
        for _ in 0..<60 {
            #expect(bucket.wait(for: 1, of: 60, at: start) == 0)
            bucket.pour(1, of: 60, at: start)
        }
        #expect(bucket.wait(for: 1, of: 60, at: start) == second)
        #expect(bucket.wait(for: 1, of: 60, at: start + second) == 0)
        #expect(bucket.wait(for: 30, of: 60, at: start) == 30 * second)
    }

    @Test("more than a minute's allowance fits into an empty bucket only")
    func large() {
        var bucket = LeakyBucket()
        #expect(bucket.wait(for: 500, of: 100, at: start) == 0)
        bucket.pour(1, of: 100, at: start)
        #expect(bucket.wait(for: 500, of: 100, at: start) == 600_000_000)
        bucket.pour(500, of: 100, at: start)
        let wait = bucket.wait(for: 1, of: 100, at: start)
        #expect(wait == 241_200_000_000, "five minutes' worth has to run out first")
    }

    @Test("what is taken back can be used again")
    func takenBack() {
        var bucket = LeakyBucket()
        bucket.pour(100, of: 100, at: start)
        bucket.takeBack(40, of: 100)
        let gauge = bucket.gauge(of: 100, at: start)
        #expect(gauge == LimitGauge(limit: 100, remaining: 40, resetSeconds: 36))
        bucket.takeBack(1_000_000, of: 100)
        #expect(bucket.gauge(of: 100, at: start).remaining == 100)
    }

    @Test("no limit and no count makes it overflow")
    func extremes() {
        var bucket = LeakyBucket()
        bucket.pour(.max, of: 1, at: start)
        bucket.pour(.max, of: 1, at: start)
        #expect(bucket.wait(for: .max, of: 1_000_000_000, at: start) > 0)
        #expect(bucket.gauge(of: .max, at: start).remaining == 0)
    }
}

/// Which calls may begin.
struct CallLimiterTests {
    private let limiter = CallLimiter()
    private let organization = OrganizationID(bits: 1)
    private let one = KeyID(bits: 17)
    private let two = KeyID(bits: 33)

    private func admit(
        _ key: KeyID, by tier: LimitTier, tokens: Int64 = 0, at now: UInt64 = start
    ) throws(LimitRefusal) -> CallPermit {
        try limiter.admit(organization, key, by: tier, tokens: tokens, at: now)
    }

    @Test("an organization's limit counts all its keys together, a key's each by itself")
    func together() throws {
        let tier = LimitTier(
            organization: Allowance(requestsPerMinute: 3), key: Allowance(requestsPerMinute: 2))
        _ = try admit(one, by: tier)
        let permit = try admit(one, by: tier)
        #expect(permit.standing.requests?.remaining == 0, "the key is scarcer")
        let ofKey = #expect(throws: LimitRefusal.self) { try admit(one, by: tier) }
        #expect(ofKey?.isOfKey == true && ofKey?.limit == 2 && ofKey?.retryAfterSeconds == 30)
        _ = try admit(two, by: tier)
        let ofAll = #expect(throws: LimitRefusal.self) { try admit(two, by: tier) }
        #expect(ofAll?.isOfKey == false && ofAll?.limit == 3 && ofAll?.kind == .requests)
        _ = try limiter.admit(OrganizationID(bits: 2), one, by: tier, tokens: 0, at: start)
    }

    @Test("a refused call is counted nowhere")
    func refused() throws {
        let tier = LimitTier(
            organization: Allowance(requestsPerMinute: 10), key: Allowance(concurrency: 1))
        let running = try admit(one, by: tier)
        for _ in 0..<20 { #expect(throws: LimitRefusal.self) { try admit(one, by: tier) } }
        let other = try admit(two, by: tier)
        #expect(other.standing.requests?.remaining == 8)
        withExtendedLifetime(running) {}
    }

    @Test("so many calls run at the same time, and one that ends makes room, once")
    func concurrency() throws {
        let tier = LimitTier(organization: Allowance(concurrency: 2))
        var first: CallPermit? = try admit(one, by: tier)
        let second = try admit(two, by: tier)
        let refusal = #expect(throws: LimitRefusal.self) { try admit(one, by: tier) }
        #expect(refusal?.kind == .concurrency && refusal?.retryAfterSeconds == 1)
        first?.leave()
        first?.leave()
        first = nil
        let third = try admit(one, by: tier)
        #expect(throws: LimitRefusal.self) { try admit(one, by: tier) }
        withExtendedLifetime((second, third)) {}
    }

    @Test("tokens are counted as they are reckoned, then as they were used")
    func tokens() throws {
        let tier = LimitTier(organization: Allowance(tokensPerMinute: 1_000))
        let call = try admit(one, by: tier, tokens: 900)
        #expect(call.standing.tokens == LimitGauge(limit: 1_000, remaining: 100, resetSeconds: 54))
        #expect(throws: LimitRefusal.self) { try admit(one, by: tier, tokens: 200) }
        call.used(300, at: start)
        call.used(1_000, at: start)
        let next = try admit(one, by: tier, tokens: 700)
        next.used(1_700, at: start)
        let refusal = #expect(throws: LimitRefusal.self) { try admit(one, by: tier, tokens: 1) }
        #expect(refusal?.kind == .tokens && refusal?.retryAfterSeconds == 61)
    }

    @Test("a call of which nothing came costs no tokens")
    func nothing() throws {
        let tier = LimitTier(organization: Allowance(tokensPerMinute: 1_000))
        for _ in 0..<50 { _ = try admit(one, by: tier, tokens: 1_000) }
    }

    @Test("without limits nothing is counted, and nothing is told")
    func unlimited() throws {
        for _ in 0..<1_000 {
            #expect(try admit(one, by: LimitTier(), tokens: .max).standing == LimitStanding())
        }
    }

    @Test("a tier that the settings do not have is the standard one")
    func tiers() {
        let (standard, gold) = (
            LimitTier(key: Allowance(concurrency: 1)), LimitTier(key: Allowance(concurrency: 9))
        )
        let tiers = LimitTiers(["default": standard, "gold": gold])
        #expect(tiers.tier(named: "gold") == gold)
        #expect(tiers.tier(named: nil) == standard && tiers.tier(named: "lead") == standard)
        #expect(LimitTiers(["gold": gold]).tier(named: nil) == LimitTier())
        #expect(LimitTiers([:]).names == ["default"])
    }

    @Test("a refusal says which limit it was, and when to come back")
    func told() throws {
        let tier = LimitTier(key: Allowance(requestsPerMinute: 1, tokensPerMinute: 500))
        _ = try admit(one, by: tier, tokens: 100)
        let refusal = try #require(throws: LimitRefusal.self) { try admit(one, by: tier) }
        let error = APIError(refusal)
        #expect(error.code == .rateLimitExceeded)
        #expect(error.message.hasPrefix("This key may make 1 calls a minute."))
        #expect(error.details["kind"]?.string == "requests")
        #expect(error.headers[.retryAfter] == "60")
        #expect(error.headers[.rateLimitRemaining] == "0")
        #expect(error.headers[.xRateLimitResetRequests] == "60s")
        #expect(error.headers[.xRateLimitRemainingTokens] == "500", "the first used none")
    }
}
