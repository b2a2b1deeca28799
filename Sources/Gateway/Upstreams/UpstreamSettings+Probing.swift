// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL

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
            try await connecting.flatMap { $0.close() }.get()
            return nil
        } catch {
            return Self.sentence(error)
        }
    }

    private static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            if let last = error.connectionErrors.last { return "\(last.error)" }
            return "its name is not known (\(error.host))"
        case ChannelError.connectTimeout(let time):
            return "it did not take the connection within \(time.nanoseconds / 1_000_000_000) s"
        default: return "\(error)"
        }
    }
}
