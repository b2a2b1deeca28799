// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Something that a test changes while others look.
final class Flag: Sendable {
    private let flag = Mutex(false)

    var value: Bool {
        get { flag.withLock { $0 } }
        set { flag.withLock { $0 = newValue } }
    }
}
