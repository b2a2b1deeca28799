// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// Waits until a socket can be read, or also written, or the time is over.
///
/// - Returns: False when the time is over first.
func waitForSocket(_ socket: Int32, toWriteToo: Bool, until deadline: DispatchTime) -> Bool {
    var entry = pollfd(
        fd: socket, events: Int16(POLLIN) | (toWriteToo ? Int16(POLLOUT) : 0), revents: 0)
    while true {
        let now = DispatchTime.now().uptimeNanoseconds
        guard now < deadline.uptimeNanoseconds else { return false }
        let milliseconds = (deadline.uptimeNanoseconds - now) / 1_000_000 + 1
        let count = poll(&entry, 1, Int32(clamping: milliseconds))
        // A signal is no news of the socket; an error of the socket is, and reading it tells which.
        if count > 0 || (count < 0 && errno != EINTR) { return true }
    }
}

/// Lets the thread rest between two tries.
func pause(milliseconds: UInt32) { usleep(milliseconds * 1_000) }
