// SPDX-License-Identifier: Apache-2.0

import Archives
import Foundation
import Testing

@Suite("compressed files")
struct GzipTests {
    /// Larger than any buffer, and not the same everywhere.
    private static let text = (0..<120_000).map { "\($0 * 7_919 % 1_000_003);" }.joined()

    @Test("what was written is read", arguments: ["", "a", text])
    func roundTrip(text: String) throws {
        try withFolder { folder in
            let path = folder + "/file.gz"
            try write(text, to: path)
            #expect(try read(path) == Array(text.utf8))
        }
    }

    @Test("gzip itself reads it")
    func stranger() throws {
        try withFolder { folder in
            let path = folder + "/file.gz"
            try write(Self.text, to: path)
            let gzip = Process()
            gzip.executableURL = URL(filePath: "/usr/bin/env")
            gzip.arguments = ["gzip", "--decompress", "--stdout", path]
            let output = Pipe()
            gzip.standardOutput = output
            try gzip.run()
            let bytes = try output.fileHandleForReading.readToEnd()
            gzip.waitUntilExit()
            #expect(gzip.terminationStatus == 0 && bytes == Data(Self.text.utf8))
        }
    }

    @Test("the same bytes make the same file, whenever and under whichever name")
    func deterministic() throws {
        try withFolder { folder in
            try write(Self.text, to: folder + "/one.gz")
            try write(Self.text, to: folder + "/two.gz")
            let files = ["/one.gz", "/two.gz"].map {
                FileManager.default.contents(atPath: folder + $0)
            }
            #expect(files[0] == files[1])
            // RFC 1952: neither a name (flags) nor a time.
            #expect(files[0]?[3..<8].allSatisfy { $0 == 0 } == true)
        }
    }

    @Test("a file that is there already is not written over")
    func existing() throws {
        try withFolder { folder in
            let path = folder + "/file.gz"
            try write("first", to: path)
            #expect(throws: ArchiveFailure.self) { try write("second", to: path) }
            #expect(try read(path) == Array("first".utf8))
        }
    }

    @Test("a file of which any part is missing, changed or too much is damaged")
    func damage() throws {
        try withFolder { folder in
            let path = folder + "/file.gz"
            try write(Self.text, to: path)
            let whole = Array(try #require(FileManager.default.contents(atPath: path)))
            var damaged = [Array(whole.dropLast(1)), Array(whole.prefix(whole.count / 2)), []]
            damaged.append(whole + [0])
            for place in [0, 1, whole.count / 3, whole.count - 8, whole.count - 1] {
                var bytes = whole
                bytes[place] ^= 0x10
                damaged.append(bytes)
            }
            for (number, bytes) in damaged.enumerated() {
                let path = folder + "/damaged-\(number).gz"
                #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
                #expect(throws: ArchiveFailure.self, "\(number)") { try read(path) }
            }
        }
    }

    @Test("a disk without room is named, with the file")
    func full() throws {
        let failure = #expect(throws: ArchiveFailure.self) {
            let writer = try GzipWriter("/dev/full/file.gz") { _ in }
            try writer.finish()
        }
        #expect(failure?.description.contains("/dev/full/file.gz") == true)
    }

    private func write(_ text: String, to path: String) throws {
        let writer = try GzipWriter(path) { _ in }
        try writer.write(Array(text.utf8.prefix(text.utf8.count / 2)))
        try writer.write(Array(text.utf8.dropFirst(text.utf8.count / 2)))
        try writer.finish()
    }

    private func read(_ path: String) throws -> [UInt8] {
        let reader = try GzipReader(path)
        var bytes: [UInt8] = []
        while let part = try reader.next() { bytes += part }
        return bytes
    }
}
