// SPDX-License-Identifier: Apache-2.0

extension Lane {
    /// Orders and who waits for each, apart: a batch takes the orders as they lie here.
    struct Tickets {
        var orders: [Order] = []
        var resumes: [Resume] = []

        mutating func append(_ more: Tickets) {
            orders += more.orders
            resumes += more.resumes
        }

        /// Takes those out that are wanted, of the first `limit`. The others keep their order.
        mutating func takeFirst(_ limit: Int, where isWanted: (Order) -> Bool) -> Tickets {
            var taken = Tickets()
            var others = Tickets()
            let first = takeFirst(limit)
            for (order, resume) in zip(first.orders, first.resumes) {
                if isWanted(order) {
                    taken.append(Tickets(orders: [order], resumes: [resume]))
                } else {
                    others.append(Tickets(orders: [order], resumes: [resume]))
                }
            }
            others.append(self)
            self = others
            return taken
        }

        /// Takes the first out, at most `limit`.
        mutating func takeFirst(_ limit: Int) -> Tickets {
            guard orders.count > limit else {
                defer { self = Tickets() }
                return self
            }
            defer {
                orders.removeFirst(limit)
                resumes.removeFirst(limit)
            }
            return Tickets(
                orders: Array(orders.prefix(limit)), resumes: Array(resumes.prefix(limit)))
        }
    }
}
