// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Says that the server is about to stop: what is running is finished, nothing new is wanted.
public final class Drain: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public var isDraining: Bool { flag.load(ordering: .acquiring) }

    /// From now on `/readyz` answers 503, so that a load balancer looks elsewhere.
    public func begin() { flag.store(true, ordering: .releasing) }
}
