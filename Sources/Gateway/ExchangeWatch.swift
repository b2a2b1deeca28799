// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle
import Vocabulary

/// Waits for an exchange, but not for ever once the server has been told to stop.
struct ExchangeWatch {
    /// Another one when the call goes to another upstream; the time to stop stays.
    var exchange: Exchange
    let clock: Clock
    let drainSeconds: Int64
    /// When what still runs is ended; set once the server stops.
    private var stopAt: Instant?

    init(_ exchange: Exchange, clock: Clock, drainSeconds: Int64) {
        self.exchange = exchange
        self.clock = clock
        self.drainSeconds = drainSeconds
    }

    mutating func next() async -> Exchange.Event {
        let event = await exchange.next()
        guard case .tick = event, Task.isShuttingDownGracefully else { return event }
        let now = clock.now
        let end = stopAt ?? now.adding(seconds: drainSeconds)
        stopAt = end
        guard now >= end else { return event }
        exchange.fail(.stopping)
        return .failure(.stopping)
    }

    /// Waits for what is not a tick.
    mutating func nextOfUpstream() async -> Exchange.Event {
        while true {
            let event = await next()
            guard case .tick = event else { return event }
        }
    }
}
