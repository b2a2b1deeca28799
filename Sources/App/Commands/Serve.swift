// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import JSON
import NIOCore
import ServiceLifecycle

extension Commands {
    /// `florin serve`: runs until it is told to stop.
    ///
    /// - Parameter isJSON: Whether what there is to say at the start is said in JSON.
    public func serve(isJSON: Bool) async throws {
        // A reader that goes away is an error of that write, and so is a file that may not grow.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let greeting = Greeting(configuration: configuration, isJSON: isJSON)
        let group = try await buildServer(
            configuration,
            notices: ServerNotices(
                isReady: greeting.sayReady(_:), hasMadeOperatorKey: greeting.showOperatorKey(_:)))
        let signals = stop(group, on: [SIGTERM, SIGINT])
        defer { for source in signals { source.cancel() } }
        do {
            try await group.run()
        } catch is CancellationError {
            // The time for a graceful shutdown was over; whatever was settled is on disk.
        } catch let error as IOError {
            throw CommandFailure(
                "cannot listen on \(configuration.host):\(configuration.port) "
                    + "(FLORIN_HOST, FLORIN_PORT): \(String(cString: strerror(error.errnoCode)))",
                code: "unavailable")
        }
    }
}

/// Lets signals end a group of services the way that loses nothing.
private func stop(_ group: ServiceGroup, on signals: [Int32]) -> [any DispatchSourceSignal] {
    signals.map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler { Task { await group.triggerGracefulShutdown() } }
        source.resume()
        return source
    }
}

/// What the server says before the log begins.
private struct Greeting: Sendable {
    let configuration: Configuration
    let isJSON: Bool

    @Sendable
    func sayReady(_ url: String) {
        guard !isJSON else {
            let json: JSON = [
                "event": "ready", "url": .string(url), "version": .string(florinVersion),
                "sandbox": .bool(configuration.isSandbox),
            ]
            return Console.say(json.text)
        }
        Console.say("Florin \(florinVersion) is ready: \(url)")
        if configuration.isSandbox {
            Console.say(
                "SANDBOX: no upstream is set (FLORIN_UPSTREAM_URL), so only the built-in models, "
                    + "florin/echo and others, answer.")
        }
    }

    @Sendable
    func showOperatorKey(_ secret: String) {
        guard !isJSON else {
            return Console.say(
                (["event": "operator_key", "key": .string(secret)] as JSON).text)
        }
        Console.say("Operator key, made now and shown only this once: \(secret)")
    }
}
