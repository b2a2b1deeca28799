// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Makes connections to an upstream: TCP, and TLS where its URL says so.
struct UpstreamConnector: Sendable {
    let address: UpstreamAddress
    let timeout: TimeAmount
    private let tls: NIOSSLContext?

    /// - Throws: `NIOSSLError` when there can be no TLS with these settings.
    init(_ settings: UpstreamSettings) throws {
        address = settings.address
        timeout = .seconds(settings.connectSeconds)
        tls = address.isSecure ? try NIOSSLContext(configuration: Self.tls(settings)) : nil
    }

    private static func tls(_ settings: UpstreamSettings) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let roots = settings.trustRoots {
            configuration.trustRoots = .certificates(roots.certificates)
        }
        return configuration
    }

    /// - Returns: A channel that bytes of HTTP can be written to; all of it happens on `loop`.
    func connect(on loop: any EventLoop) -> EventLoopFuture<any Channel> {
        let tcp = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .connect(host: address.host, port: address.port)
        guard let tls else { return tcp }
        return tcp.flatMap { channel in secure(channel, tls) }
    }

    private func secure(
        _ channel: any Channel, _ context: NIOSSLContext
    ) -> EventLoopFuture<any Channel> {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let isLate = channel.eventLoop.scheduleTask(in: timeout) {
            promise.fail(ChannelError.connectTimeout(timeout))
        }
        do {
            let handler = try NIOSSLClientHandler(context: context, serverHostname: serverName)
            try channel.pipeline.syncOperations.addHandlers([handler, TLSHandshake(promise)])
        } catch {
            promise.fail(error)
        }
        let done = promise.futureResult
        done.whenComplete { _ in isLate.cancel() }
        done.whenFailure { _ in channel.close(promise: nil) }
        return done.map { channel }
    }

    /// An address is no name: it is compared with the certificate's addresses instead.
    private var serverName: String? {
        do {
            _ = try SocketAddress(ipAddress: address.host, port: address.port)
            return nil
        } catch {
            return address.host
        }
    }
}

extension UpstreamConnector {
    /// Why there is no connection, for an operator.
    static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            if let last = error.connectionErrors.last { return sentence(last.error) }
            return "nobody knows the name \(error.host)"
        case ChannelError.connectTimeout(let time):
            return "it did not take the connection within \(time.nanoseconds / 1_000_000_000) s"
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            return "its certificate is for another name"
        default:
            let text = "\(error)"
            // The library tells it in the middle of a line of its own code's places.
            return text.contains("CERTIFICATE_VERIFY_FAILED")
                ? "nobody who is trusted vouches for its certificate" : text
        }
    }
}

/// Waits for the end of a handshake, and leaves.
private final class TLSHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let done: EventLoopPromise<Void>

    init(_ done: EventLoopPromise<Void>) {
        self.done = done
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted? = event as? TLSUserEvent else { return }
        context.pipeline.syncOperations.removeHandler(self).cascade(to: done)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { done.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
}
