// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPEdge
import Logging
import NIOCore
import Testing

@testable import Gateway

/// The file that an operator reads.
struct RequestLogTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    private func text(_ folder: URL, _ name: String) -> String? {
        FileManager.default.contents(atPath: folder.appending(path: name).path)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private func settings(_ folder: URL, bytes: Int = 1_000, files: Int = 3) -> RequestLogSettings {
        var settings = RequestLogSettings(path: folder.appending(path: "log").path)
        settings.fileBytesMax = bytes
        settings.filesMax = files
        return settings
    }

    @Test("lines are written in their order, behind what is there, and are the owner's alone")
    func lines() async throws {
        try await withFolder { folder in
            for number in 1...2 {
                let log = RequestLog(settings(folder), metrics: Metrics(), logger: quiet)
                log.append(Array("a\(number)".utf8))
                log.append(Array("b\(number)".utf8))
                await log.flush()
            }
            #expect(text(folder, "log") == "a1\nb1\na2\nb2\n")
            let path = folder.appending(path: "log").path
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("a full file moves aside, so many are kept, and no line is divided")
    func rotation() async throws {
        try await withFolder { folder in
            let log = RequestLog(settings(folder, bytes: 10), metrics: Metrics(), logger: quiet)
            for number in 1...9 { log.append(Array("line\(number)".utf8)) }
            await log.flush()
            #expect(text(folder, "log") == "line9\n")
            #expect(text(folder, "log.1") == "line8\n")
            #expect(text(folder, "log.2") == "line7\n")
            #expect(text(folder, "log.3") == nil)
            let one = settings(folder, bytes: 10, files: 1)
            let only = RequestLog(one, metrics: Metrics(), logger: quiet)
            only.append(Array("last".utf8))
            await only.flush()
            #expect(text(folder, "log") == "last\n")
            #expect(text(folder, "log.1") == "line8\n")
        }
    }

    @Test("a line that is larger than a file has one for itself")
    func large() async throws {
        try await withFolder { folder in
            let log = RequestLog(settings(folder, bytes: 4), metrics: Metrics(), logger: quiet)
            for line in ["first line", "second line"] { log.append(Array(line.utf8)) }
            await log.flush()
            #expect(text(folder, "log") == "second line\n")
            #expect(text(folder, "log.1") == "first line\n")
        }
    }

    @Test("what cannot be written is counted, and nobody waits for it")
    func dropped() async throws {
        try await withFolder { folder in
            let metrics = Metrics()
            let nowhere = RequestLogSettings(path: folder.path + "/no/such/folder/log")
            let log = RequestLog(nowhere, metrics: metrics, logger: quiet)
            log.append([1])
            await log.flush()
            #expect(metrics.text().contains("florin_request_log_dropped_total 1\n"))
            log.append([UInt8](repeating: 0, count: RequestLog.waitingBytesMax + 1))
            #expect(metrics.text().contains("florin_request_log_dropped_total 2\n"))
        }
    }
}

/// What is shown of bodies.
struct RedactionTests {
    @Test(
        "what looks like a secret is taken out",
        arguments: [
            (#"my key is flr_0123456789abcdefghij, use it"#, "my key is [redacted], use it"),
            (#"{"api_key":"abc","n":1}"#, #"{"api_key":"[redacted]","n":1}"#),
            (#"{"password": "x y"}"#, #"{"password": "[redacted] y"}"#),
            ("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]"),
            (#"{\"db_password\":\"hunter2\"}"#, #"{\"db_password\":\"[redacted]\"}"#),
            ("sk-proj-0123456789abcdef", "[redacted]"),
        ])
    func secrets(text: String, shown: String) {
        #expect(Redaction.redacted(text) == shown)
    }

    @Test(
        "and what does not is left alone",
        arguments: [
            #"{"model":"gpt-4o","max_tokens":16,"messages":[{"role":"user","content":"Grüße"}]}"#,
            "sk-short", "a secret. Tell nobody", "",
        ])
    func words(text: String) {
        #expect(Redaction.redacted(text) == text)
    }

    @Test("a body is cut after so many bytes, and a secret at the cut is none")
    func beginning() {
        let body = ByteBuffer(string: "0123456789 flr_0123456789abcdefghij and more")
        #expect(CallBodies.beginning(of: body, limit: 16) == "0123456789 [reda")
        #expect(CallBodies.beginning(of: ByteBuffer(string: "short"), limit: 100) == "short")
    }
}
