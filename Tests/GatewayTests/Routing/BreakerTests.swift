// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@testable import Gateway

/// When an upstream is set aside, and when it comes back.
struct BreakerTests {
    private var breaker = Breaker()

    private static func at(_ seconds: Int64) -> Instant {
        Instant(microseconds: 0).adding(seconds: seconds)
    }

    /// Fails it so often that it is set aside.
    private mutating func open(at seconds: Int64) -> Int64? {
        var aside: Int64?
        for _ in 0..<Breaker.failuresMax { aside = breaker.failed(at: Self.at(seconds)) }
        return aside
    }

    @Test("five failures in a row set it aside for five seconds, four do not")
    mutating func opens() {
        for _ in 0..<4 { #expect(breaker.failed(at: Self.at(0)) == nil) }
        #expect(!breaker.isAside(at: Self.at(0)))
        #expect(breaker.failed(at: Self.at(0)) == 5)
        #expect(breaker.isAside(at: Self.at(4)) && !breaker.isAside(at: Self.at(5)))
    }

    @Test("a success between failures begins the count anew")
    mutating func success() {
        for _ in 0..<4 { _ = breaker.failed(at: Self.at(0)) }
        #expect(breaker.succeeded() == false)
        for _ in 0..<4 { #expect(breaker.failed(at: Self.at(0)) == nil) }
    }

    @Test("after its time one call tries it, and the others pass it by meanwhile")
    mutating func probe() {
        _ = open(at: 0)
        #expect(breaker.begin(at: Self.at(4)) == false)
        #expect(breaker.begin(at: Self.at(5)) == true)
        #expect(breaker.isAside(at: Self.at(6)))
        #expect(breaker.begin(at: Self.at(6)) == false)
        #expect(breaker.succeeded() == true)
        #expect(!breaker.isAside(at: Self.at(6)) && breaker.state == .closed)
    }

    @Test("a probe that fails sets it aside for twice as long, up to two minutes")
    mutating func grows() {
        var (now, times): (Int64, [Int64?]) = (0, [open(at: 0)])
        for _ in 0..<6 {
            now += (times.last ?? nil) ?? 0
            #expect(breaker.begin(at: Self.at(now)) == true)
            times.append(breaker.failed(at: Self.at(now)))
        }
        #expect(times == [5, 10, 20, 40, 80, 120, 120])
    }

    @Test("a probe that nothing is heard of makes room for another")
    mutating func lostProbe() {
        _ = open(at: 0)
        #expect(breaker.begin(at: Self.at(5)) == true)
        #expect(breaker.begin(at: Self.at(34)) == false)
        #expect(breaker.begin(at: Self.at(35)) == true)
    }

    @Test("calls that fail while it is set aside do not make it longer")
    mutating func aside() {
        _ = open(at: 0)
        #expect(breaker.failed(at: Self.at(3)) == nil)
        #expect(!breaker.isAside(at: Self.at(5)))
    }
}
