// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

extension UpstreamSettings {
    /// Makes a connection, with TLS where the URL says so, and closes it: nothing is asked for, so
    /// nothing is to be paid.
    ///
    /// - Returns: Why there is none; nil when there was one.
    public func connectionFailure() async -> String? {
        do {
            let connector = try UpstreamConnector(self)
            let loop = MultiThreadedEventLoopGroup.singleton.any()
            let connecting = loop.flatSubmit { connector.connect(on: loop) }
            // How it is closed over there says nothing of whether it is taken.
            try await connecting.get().close(promise: nil)
            return nil
        } catch {
            return UpstreamConnector.sentence(error)
        }
    }
}
