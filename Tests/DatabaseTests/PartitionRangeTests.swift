// SPDX-License-Identifier: Apache-2.0

import Database
import Testing

@Suite struct PartitionRangeTests {
    private let ten = Partition("ten", from: .integer(10), to: .integer(20))

    private func part(_ from: Int64?, _ to: Int64?) -> Partition {
        Partition("ten", from: from.map { .integer($0) }, to: to.map { .integer($0) })
    }

    @Test("a range that nobody reaches into is left whole, neighbours included")
    func whole() {
        #expect(ten.left(by: []) == ten)
        #expect(ten.left(by: [part(nil, 10), part(20, nil)]) == ten)
        #expect(part(nil, 5).left(by: [ten]) == part(nil, 5))
        #expect(part(25, nil).left(by: [ten]) == part(25, nil))
    }

    @Test("where others reach into a range, what they leave is in between")
    func partly() {
        #expect(ten.left(by: [part(5, 12)]) == part(12, 20))
        #expect(ten.left(by: [part(18, 30)]) == part(10, 18))
        #expect(ten.left(by: [part(18, nil), part(nil, 12)]) == part(12, 18))
        #expect(part(nil, nil).left(by: [part(3, nil)]) == part(nil, 3))
    }

    @Test("nothing is left of a range that others have")
    func nothing() {
        #expect(ten.left(by: [ten]) == nil)
        #expect(ten.left(by: [part(nil, nil)]) == nil)
        #expect(ten.left(by: [part(5, 15), part(15, 25)]) == nil)
    }

    @Test("partitions start where the first one does, unless that has no lower bound")
    func start() {
        #expect([part(30, 40), ten].start == .integer(10))
        #expect([part(nil, 10), ten].start == nil)
        #expect([Partition]().start == nil)
    }

    @Test("texts are in the order of their bytes")
    func texts() {
        #expect(Value.text("a").precedes(.text("a0")))
        #expect(Value.text("z").precedes(.text("é")))
        #expect(!Value.text("b").precedes(.text("b")))
    }
}
