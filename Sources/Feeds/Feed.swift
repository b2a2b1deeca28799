// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1

/// What a publisher says of its list.
public enum FeedAnswer: Hashable, Sendable {
    /// The whole list, and the mark to ask with next time, if the publisher gave one.
    case list([UInt8], etag: String?)
    /// It is as it was when it had the mark that was sent.
    case notModified
}

/// How much a fetch may take.
public struct FeedLimits: Hashable, Sendable {
    /// The largest public list has 2 MiB; one of this size is an accident or an attack.
    public var bytes = 64 << 20
    public var connectSeconds = 10
    /// For everything, from the first packet to the last.
    public var totalSeconds = 30
    public var redirects = 5

    public init() {}
}

/// Fetches lists that somebody publishes, whole or not at all.
///
/// Whoever publishes them is not trusted: sizes, times and redirects are limited, and what is
/// larger is refused while it comes in.
public struct Feed: Sendable {
    private let limits: FeedLimits

    public init(limits: FeedLimits = FeedLimits()) {
        self.limits = limits
    }

    /// - Parameter etag: The mark of the last answer; a publisher that knows it need not send the
    ///   list again. Files have none.
    public func fetch(
        _ location: FeedLocation, unless etag: String? = nil
    ) async throws(FeedFailure) -> FeedAnswer {
        switch location {
        case .file(let path): .list(try readFile(path, upTo: limits.bytes), etag: nil)
        case .url(let url): try await inTime { try await ask(url, etag) }
        }
    }

    /// Ends what takes longer than it may.
    private func inTime(
        _ work: @escaping @Sendable () async throws -> FeedAnswer
    ) async throws(FeedFailure) -> FeedAnswer {
        let seconds = limits.totalSeconds
        do {
            return try await withThrowingTaskGroup(of: FeedAnswer.self) { group in
                group.addTask(operation: work)
                group.addTask {
                    try await Task.sleep(for: .seconds(seconds))
                    throw FeedFailure.tooSlow(seconds: seconds)
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw FeedFailure.cancelled }
                return answer
            }
        } catch {
            throw FeedFailure(error)
        }
    }

    private func ask(_ url: String, _ etag: String?) async throws -> FeedAnswer {
        var request = HTTPClientRequest(url: url)
        request.headers = [
            "User-Agent": "florin", "Accept": "application/json, */*;q=0.5",
            // Once a day some megabytes: not worth a decompressor in front of whoever answers.
            "Accept-Encoding": "identity",
        ]
        if let etag { request.headers.add(name: "If-None-Match", value: etag) }
        // A client of its own for each fetch: there is one a day, and nothing to be kept open.
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            // Behind our own limit, which says what happened.
            let timeout = TimeAmount.seconds(Int64(limits.totalSeconds) + 5)
            let response = try await client.execute(request, timeout: timeout)
            switch response.status {
            case .ok: break
            case .notModified where etag != nil: return .notModified
            default: throw FeedFailure.refused(status: Int(response.status.code))
            }
            let bytes = try await collect(response)
            return .list(bytes, etag: Self.usable(response.headers.first(name: "ETag")))
        }
    }

    private var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .follow(max: limits.redirects, allowCycles: false)
        configuration.timeout.connect = .seconds(Int64(limits.connectSeconds))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return configuration
    }

    private func collect(_ response: HTTPClientResponse) async throws -> [UInt8] {
        let stated = response.headers.first(name: "Content-Length").flatMap { Int($0) }
        guard stated ?? 0 <= limits.bytes else { throw FeedFailure.tooLarge(limit: limits.bytes) }
        let encoding = response.headers.first(name: "Content-Encoding")?.lowercased()
        guard encoding == nil || encoding == "identity" else { throw FeedFailure.compressed }
        var bytes: [UInt8] = []
        for try await part in response.body {
            guard bytes.count + part.readableBytes <= limits.bytes else {
                throw FeedFailure.tooLarge(limit: limits.bytes)
            }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// A mark that can be sent back: longer ones, and those with odd bytes, are not worth the risk.
    private static func usable(_ etag: String?) -> String? {
        guard let etag, (1...512).contains(etag.utf8.count),
            etag.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { return nil }
        return etag
    }
}

extension FeedFailure {
    fileprivate init(_ error: any Error) {
        switch error {
        case let failure as FeedFailure: self = failure
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError: self.init(error)
        case let error as ChannelError: self = .unreachable("\(error)")
        case let error as IOError: self.init(error)
        default: self = .unreachable("\(error)")
        }
    }

    private init(_ error: IOError) {
        let reason = String(cString: strerror(error.errnoCode))
        switch error.errnoCode {
        case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL: self = .unreachable(reason)
        default: self = .brokenOff(reason)
        }
    }

    private init(_ error: HTTPClientError) {
        switch error {
        case .redirectLimitReached, .redirectCycleDetected: self = .redirectedTooOften
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
            self = .unreachable("it did not take the connection in time")
        case .cancelled: self = .cancelled
        case .remoteConnectionClosed: self = .brokenOff("it closed the connection")
        case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath: self = .notAURL("\(error)")
        default: self = .brokenOff("\(error)")
        }
    }
}
