// SPDX-License-Identifier: Apache-2.0

import Billing
import Testing
import Vocabulary

@testable import Gateway

/// A key is in the hands of one call at a time.
struct KeysInUseTests {
    private let keys = KeysInUse()
    private let claim = IdempotencyClaim(key: "k", fingerprint: [1])
    private let organization = OrganizationID(bits: 1)
    private let deadline = Instant.epoch.adding(seconds: 30)

    private var name: KeysInUse.Name { .init(organization: organization, key: "k") }

    @Test("a key is taken once, until whoever has it lets go")
    func once() {
        var first = keys.take(claim, of: organization)
        #expect(first != nil)
        #expect(keys.take(claim, of: organization) == nil)
        #expect(keys.take(claim, of: OrganizationID(bits: 2)) != nil, "of another organization")
        first = nil
        #expect(keys.take(claim, of: organization) != nil)
    }

    @Test("everybody who waits is told when the key is free")
    func waiting() async {
        var key = keys.take(claim, of: organization)
        #expect(key != nil)
        await withTaskGroup { group in
            for _ in 0..<5 {
                group.addTask { await keys.waitUntilFree(name, deadline: deadline) }
            }
            await Task.yield()
            key = nil
            for await isFree in group { #expect(isFree) }
        }
        #expect(await keys.waitUntilFree(name, deadline: deadline), "nobody has it")
    }

    @Test("whoever has waited until its deadline is told so, and the others wait on")
    func deadlines() async throws {
        let key = try #require(keys.take(claim, of: organization))
        async let early = keys.waitUntilFree(name, deadline: deadline)
        async let late = keys.waitUntilFree(name, deadline: .never)
        while keys.waitingCount < 2 { await Task.yield() }
        keys.beat(at: deadline)
        #expect(await early == false)
        #expect(keys.waitingCount == 1)
        keys.leave(name)
        #expect(await late)
        withExtendedLifetime(key) {}
    }

    @Test("a cancelled task stops waiting, whenever that comes", arguments: [false, true])
    func cancelled(isAtOnce: Bool) async throws {
        let key = try #require(keys.take(claim, of: organization))
        let waiting = Task { await keys.waitUntilFree(name, deadline: deadline) }
        while !isAtOnce, keys.waitingCount == 0 { await Task.yield() }
        waiting.cancel()
        #expect(await waiting.value == false)
        #expect(keys.waitingCount == 0)
        withExtendedLifetime(key) {}
    }
}
