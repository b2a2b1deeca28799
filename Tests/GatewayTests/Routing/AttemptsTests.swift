// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing
import Vocabulary

@testable import Gateway

/// Where a call goes after a setback.
struct AttemptsTests {
    private static let start = Instant(microseconds: 0)

    private func attempts(_ limits: Int..., isRepeatable: Bool = true) -> Attempts {
        Attempts(limits: limits, isRepeatable: isRepeatable, at: Self.start)
    }

    @Test("each candidate is asked as often as it may be, the next one at once")
    func order() {
        var attempts = attempts(2, 1)
        #expect(attempts.next(after: .lost("reset"), at: Self.start, luck: 0) == .milliseconds(125))
        #expect(attempts.index == 0)
        #expect(attempts.next(after: .lost("reset"), at: Self.start, luck: 0) == .zero)
        #expect(attempts.index == 1)
        #expect(attempts.next(after: .lost("reset"), at: Self.start, luck: 0) == nil)
    }

    @Test("pauses double, up to four seconds, and luck takes at most half of one away")
    func pauses() {
        var attempts = attempts(8)
        let most = (0..<7).map { _ in
            attempts.next(after: .unreachable("refused"), at: Self.start, luck: 1_000)
        }
        #expect(most == [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000].map { .milliseconds($0) })
    }

    @Test("a short Retry-After is waited for, a long one is not: the next upstream is asked")
    func retryAfter() {
        var attempts = attempts(3, 1)
        let short = Setback.refused(status: 429, retryAfterSeconds: 2)
        #expect(attempts.next(after: short, at: Self.start, luck: 0) == .seconds(2))
        let long = Setback.refused(status: 429, retryAfterSeconds: 6)
        #expect(attempts.next(after: long, at: Self.start, luck: 0) == .zero)
        #expect(attempts.index == 1)
    }

    @Test(
        "what does not pass in a moment is not asked again",
        arguments: [
            Setback.silent, .busy, .refused(status: 401, retryAfterSeconds: nil),
            .refused(status: 402, retryAfterSeconds: nil),
            .refused(status: 403, retryAfterSeconds: nil),
        ])
    func elsewhere(setback: Setback) {
        var attempts = attempts(3, 1)
        #expect(attempts.next(after: setback, at: Self.start, luck: 0) == .zero)
        #expect(attempts.index == 1)
    }

    @Test("what must not be done twice goes on only where it cannot have been done")
    func unrepeatable() {
        for setback in [Setback.lost(""), .silent, .refused(status: 500, retryAfterSeconds: nil)] {
            var attempts = attempts(1, 1, isRepeatable: false)
            #expect(attempts.next(after: setback, at: Self.start, luck: 0) == nil)
        }
        let refusals = [429, 503, 401].map { Setback.refused(status: $0, retryAfterSeconds: nil) }
        for setback in refusals + [.unreachable(""), .busy] {
            var attempts = attempts(1, 1, isRepeatable: false)
            #expect(attempts.next(after: setback, at: Self.start, luck: 0) == .zero)
        }
    }

    @Test("nobody is asked when four minutes have gone by")
    func end() {
        var attempts = attempts(1, 1, 1)
        #expect(attempts.next(after: .silent, at: Self.start.adding(seconds: 239), luck: 0) != nil)
        #expect(attempts.next(after: .silent, at: Self.start.adding(seconds: 240), luck: 0) == nil)
    }

    @Test(
        "a no to the request itself is an answer, one about the upstream a setback",
        arguments: [
            (200, nil), (302, nil), (400, nil), (404, nil), (409, nil), (413, nil), (422, nil),
            (401, .keyRefused), (402, .keyRefused), (403, .keyRefused), (408, .error),
            (425, .error), (429, .rateLimited), (500, .error), (502, .error), (503, .overloaded),
            (504, .error), (529, .overloaded),
        ] as [(Int, Setback.Reason?)])
    func statuses(status: Int, reason: Setback.Reason?) {
        let setback = Setback(Exchange.Head(status: status, headers: ["Retry-After": "7"]))
        #expect(setback?.reason == reason)
        guard case .refused(_, let seconds)? = setback else { return }
        #expect(seconds == 7)
    }

    @Test("what is ours is no setback of an upstream")
    func ours() {
        let failures: [UpstreamFailure] = [.cancelled, .stopping, .tooLarge]
        #expect(failures.allSatisfy { Setback($0) == nil })
        #expect(!Setback.busy.countsAgainst)
    }
}
