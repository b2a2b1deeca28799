// SPDX-License-Identifier: Apache-2.0

/// Tells the time. Made once at the composition root and handed to whoever needs it.
public struct Clock: Sendable {
    private let tell: @Sendable () -> Instant

    public init(_ tell: @escaping @Sendable () -> Instant) {
        self.tell = tell
    }

    public var now: Instant { tell() }
}
