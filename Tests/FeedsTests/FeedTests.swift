// SPDX-License-Identifier: Apache-2.0

import Feeds
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@Suite("a feed")
struct FeedTests {
    @Test("a list comes whole, with the mark to ask with next time")
    func fetches() async throws {
        let answer = try await Publisher.with { request in
            #expect(request.headers[.userAgent] == "florin")
            return .text(#"{"a":1}"#, headers: [.eTag: #""v1""#])
        } _: {
            try await Feed().fetch(.url($0.url()))
        }
        #expect(answer == .list(Array(#"{"a":1}"#.utf8), etag: #""v1""#))
    }

    @Test("a publisher that knows the mark need not send the list again")
    func notModified() async throws {
        try await Publisher.with { request in
            request.headers[.ifNoneMatch] == #""v1""#
                ? Response(status: .notModified) : .text("{}", headers: [.eTag: #""v1""#])
        } _: { publisher in
            let location = FeedLocation.url(publisher.url())
            let known = try await Feed().fetch(location, unless: #""v1""#)
            #expect(known == .notModified)
            let other = try await Feed().fetch(location, unless: "other")
            #expect(other == .list(Array("{}".utf8), etag: #""v1""#))
        }
    }

    @Test("what is no list is refused with its status", arguments: [404, 500, 304, 204, 401])
    func status(_ code: Int) async throws {
        try await Publisher.with { _ in
            Response(status: HTTPResponse.Status(code: code))
        } _: { publisher in
            await #expect(throws: FeedFailure.refused(status: code)) {
                try await Feed().fetch(.url(publisher.url()))
            }
        }
    }

    @Test("what is too large is refused, with and without a stated length")
    func tooLarge() async throws {
        let feed = Feed(limits: small)
        try await Publisher.with { request in
            switch request.uri.path {
            case "/stated": .text(String(repeating: "x", count: 1_001))
            case "/fits": .text(String(repeating: "x", count: 1_000))
            default: .endless(String(repeating: "x", count: 100), pause: .zero)
            }
        } _: { publisher in
            for path in ["/stated", "/endless"] {
                await #expect(throws: FeedFailure.tooLarge(limit: 1_000)) {
                    try await feed.fetch(.url(publisher.url(path)))
                }
            }
            let whole = try await feed.fetch(.url(publisher.url("/fits")))
            #expect(whole == .list(Array(repeating: UInt8(ascii: "x"), count: 1_000), etag: nil))
        }
    }

    @Test("a list that comes compressed, unasked, is refused")
    func compressed() async throws {
        try await Publisher.with { request in
            #expect(request.headers[.acceptEncoding] == "identity")
            return .text("no gzip at all", headers: [.contentEncoding: "gzip"])
        } _: { publisher in
            await #expect(throws: FeedFailure.compressed) {
                try await Feed().fetch(.url(publisher.url()))
            }
        }
    }

    @Test("a list that trickles in without an end is given up in time")
    func stalled() async throws {
        var limits = FeedLimits()
        limits.totalSeconds = 1
        let feed = Feed(limits: limits)
        try await Publisher.with { request in
            guard request.uri.path == "/silent" else { return .endless("x", pause: .seconds(0.2)) }
            try await Task.sleep(for: .seconds(60))
            return .text("{}")
        } _: { publisher in
            for path in ["/silent", "/trickle"] {
                await #expect(throws: FeedFailure.tooSlow(seconds: 1)) {
                    try await feed.fetch(.url(publisher.url(path)))
                }
            }
        }
    }

    @Test("redirects are followed, but not in a circle and not for ever")
    func redirects() async throws {
        try await Publisher.with { request in
            let path = request.uri.path
            if path == "/list" { return .text("{}") }
            let next =
                switch path {
                case "/moved": "/list"
                case "/circle": "/circle"
                case "/away": "file:///etc/passwd"
                default: "/far\(path.count)\(path)"
                }
            return Response(status: .found, headers: [.location: next])
        } _: { publisher in
            let moved = try await Feed().fetch(.url(publisher.url("/moved")))
            #expect(moved == .list(Array("{}".utf8), etag: nil))
            for path in ["/circle", "/far"] {
                await #expect(throws: FeedFailure.redirectedTooOften) {
                    try await Feed().fetch(.url(publisher.url(path)))
                }
            }
            await #expect(throws: FeedFailure.refused(status: 302)) {
                try await Feed().fetch(.url(publisher.url("/away")))
            }
        }
    }

    @Test("a port where nobody listens is unreachable")
    func unreachable() async throws {
        let failure = await #expect(throws: FeedFailure.self) {
            try await Feed().fetch(.url("http://127.0.0.1:1/list"))
        }
        guard case .unreachable = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("a file is read whole; what is none, is missing or is too large is refused")
    func files() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "florin-feeds-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "list.json").path()
        try Data("{}".utf8).write(to: URL(filePath: path))
        let read = try await Feed().fetch(.file(path))
        #expect(read == .list(Array("{}".utf8), etag: nil))
        for wrong in [folder.path(), path + ".missing", "/dev/zero"] {
            await #expect(throws: FeedFailure.self) { try await Feed().fetch(.file(wrong)) }
        }
        try Data(repeating: 32, count: 1_001).write(to: URL(filePath: path))
        await #expect(throws: FeedFailure.tooLarge(limit: 1_000)) {
            try await Feed(limits: small).fetch(.file(path))
        }
    }

    @Test("a location is a URL or a path, and nothing else")
    func locations() {
        #expect(FeedLocation("https://host/a?b") == .url("https://host/a?b"))
        #expect(FeedLocation("HTTP://host") == .url("HTTP://host"))
        #expect(FeedLocation("prices/fal.yaml") == .file("prices/fal.yaml"))
        for wrong in [
            "", "ftp://host/a", "file:///etc/passwd", "https://", "http://:80/", "http://a b",
            "http+unix://host", "javascript://x",
        ] {
            #expect(FeedLocation(wrong) == nil, "\(wrong)")
        }
    }

    private var small: FeedLimits {
        var limits = FeedLimits()
        limits.bytes = 1_000
        return limits
    }
}
