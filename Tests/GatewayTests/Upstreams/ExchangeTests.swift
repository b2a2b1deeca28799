// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Gateway

/// What comes of an upstream, in the hands of the one who waits for it.
struct ExchangeTests {
    @Test("head, bytes and end come in their order, and the end again and again")
    func order() async {
        let exchange = Exchange()
        exchange.receive(Exchange.Head(status: 200, headers: [:]))
        exchange.receive(ByteBuffer(string: "a"))
        exchange.receive(ByteBuffer(string: "b"))
        exchange.finish()
        #expect(await words(of: exchange, count: 4) == ["head 200", "ab", "end", "end"])
    }

    @Test("who waits already is woken by what comes")
    func waiting() async {
        let exchange = Exchange()
        async let first = exchange.next()
        exchange.receive(ByteBuffer(string: "late"))
        #expect(word(for: await first) == "late")
    }

    @Test("a failure comes behind the bytes that came before it, and stops the upstream")
    func failure() async {
        let exchange = Exchange()
        let source = Source()
        exchange.started(by: source)
        exchange.receive(ByteBuffer(string: "a"))
        exchange.fail(.silent)
        exchange.fail(.cancelled)
        exchange.receive(ByteBuffer(string: "too late"))
        #expect(await words(of: exchange, count: 2) == ["a", "silent"])
        #expect(source.stops.withLock { $0 } == 1)
    }

    @Test("an upstream that starts after the end is stopped at once")
    func startedLate() {
        let exchange = Exchange()
        exchange.cancel()
        let source = Source()
        exchange.started(by: source)
        #expect(source.stops.withLock { $0 } == 1)
    }

    @Test("a tick wakes who waits and is no part of the answer")
    func tick() async {
        let exchange = Exchange()
        exchange.tick()
        exchange.tick()
        exchange.finish()
        #expect(await words(of: exchange, count: 2) == ["end", "end"])
        let idle = Exchange()
        idle.tick()
        #expect(await words(of: idle, count: 1) == ["tick"])
    }

    @Test("cancellation of who waits ends the exchange")
    func cancellation() async {
        let exchange = Exchange()
        let task = Task { await exchange.next() }
        task.cancel()
        #expect(word(for: await task.value) == "cancelled")
    }

    @Test("what piled up goes on in pieces that a hold can keep up with")
    func pieces() async {
        let exchange = Exchange()
        for _ in 0..<10 { exchange.receive(ByteBuffer(repeating: 0, count: 1_500)) }
        guard case .bytes(let piece) = await exchange.next() else {
            Issue.record("bytes should come first")
            return
        }
        #expect(piece.readableBytes == 3_000)
    }

    @Test("a source that brought much too much goes on only when half of the room is free again")
    func backPressureOfMany() async {
        let exchange = Exchange()
        let source = Source()
        exchange.started(by: source)
        let piece = ByteBuffer(repeating: 0, count: Exchange.waitingBytesMax / 2)
        for _ in 0..<4 { exchange.receive(piece) }
        for _ in 0..<2 { _ = await exchange.next() }
        #expect(source.resumes.withLock { $0 } == 0)
        _ = await exchange.next()
        #expect(source.resumes.withLock { $0 } == 1)
    }

    @Test("a source is paused while too much waits, and goes on once some of it is taken")
    func backPressure() async {
        let exchange = Exchange()
        let source = Source()
        exchange.started(by: source)
        let piece = ByteBuffer(repeating: 0, count: Exchange.waitingBytesMax)
        #expect(exchange.receive(piece))
        #expect(!exchange.receive(ByteBuffer(string: "more")))
        #expect(source.resumes.withLock { $0 } == 0)
        _ = await exchange.next()
        #expect(source.resumes.withLock { $0 } == 1)
        _ = await exchange.next()
        #expect(source.resumes.withLock { $0 } == 1)
    }

    private func words(of exchange: Exchange, count: Int) async -> [String] {
        var words: [String] = []
        for _ in 0..<count { words.append(word(for: await exchange.next())) }
        return words
    }

    private func word(for event: Exchange.Event) -> String {
        switch event {
        case .head(let head): "head \(head.status)"
        case .bytes(let bytes): String(buffer: bytes)
        case .end: "end"
        case .failure(let failure): "\(failure)"
        case .tick: "tick"
        }
    }
}

private final class Source: ExchangeSource {
    let stops = Mutex(0)
    let resumes = Mutex(0)

    func resume(_ exchange: Exchange) { resumes.withLock { $0 += 1 } }
    func stop(_ exchange: Exchange) { stops.withLock { $0 += 1 } }
}
