// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// The house of ARCHITECTURE.md: what a target may import. Downward only; neighbours do not meet.
private let house: [String: Set<String>] = [
    "florin": ["App", "ArgumentParser"],
    "App": [
        "API", "Gateway", "HTTPEdge", "HTTPServer", "Upkeep", "Billing", "Feeds", "Archives",
        "Database", "Pricing", "Ledger", "Money", "JSON", "Vocabulary", "Hummingbird",
        "HummingbirdCore", "AsyncHTTPClient", "ServiceLifecycle", "Logging", "Yams", "HTTPTypes",
        "NIOCore",
        "NIOPosix", "ArgumentParser", "CMalloc",
    ],
    "API": [
        "HTTPEdge", "Upkeep", "Billing", "Database", "Pricing", "Ledger", "Money", "JSON",
        "Vocabulary", "Hummingbird", "HTTPTypes", "Logging", "Yams",
    ],
    "Gateway": [
        "HTTPEdge", "Billing", "Pricing", "Ledger", "Money", "JSON", "Vocabulary", "Hummingbird",
        "HTTPTypes", "NIOCore", "NIOHTTP1", "NIOHTTPCompression", "NIOPosix", "NIOSSL", "NIOTLS",
        "Logging", "ServiceLifecycle",
    ],
    "HTTPEdge": [
        "Billing", "Pricing", "Ledger", "Money", "JSON", "Vocabulary", "Hummingbird", "HTTPTypes",
        "NIOCore", "Logging",
    ],
    "HTTPServer": [
        "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOHTTP1", "NIOHTTPTypesHTTP1", "Logging",
    ],
    "Upkeep": [
        "Billing", "Feeds", "Database", "Pricing", "Ledger", "Vocabulary", "ServiceLifecycle",
        "Logging",
    ],
    "Billing": [
        "Archives", "Database", "Pricing", "Ledger", "Money", "JSON", "Vocabulary", "COpenSSL",
        "Logging",
    ],
    "Archives": ["CZlib"],
    "Database": ["CSQLite", "CPostgreSQL"],
    "Feeds": ["AsyncHTTPClient", "NIOCore", "NIOHTTP1"],
    "Pricing": ["Money", "JSON", "Vocabulary"],
    "Ledger": ["Money", "Vocabulary", "COpenSSL"],
    "JSON": ["Money"],
    "Money": [],
    "Vocabulary": [],
]

/// Rooms without Foundation, async, clock or I/O.
private let pureRooms = ["Pricing", "Ledger", "JSON", "Money", "Vocabulary"]

/// What the toolchain brings and every room may use, and what only the impure ones may.
private let standardModules: Set<String> = ["Synchronization"]
private let systemModules: Set<String> = [
    "CDispatch", "Dispatch", "Glibc", "Foundation", "FoundationEssentials",
]

@Suite("the house")
struct HouseTests {
    @Test("every target of the package stands in the house, with these dependencies and no others")
    func manifestMatchesTheHouse() throws {
        let file = Repository.root.appending(path: ".build/florin-package.json")
        let bytes = try #require(
            FileManager.default.contents(atPath: file.path()),
            "run `make test`, or: swift package describe --type json > .build/florin-package.json")
        let package = try JSON(parsing: Array(bytes), limits: .catalog)
        let targets = try #require(package["targets"]?.array)
        for target in targets {
            guard let name = target["name"]?.string, let path = target["path"]?.string,
                path.hasPrefix("Sources/"), target["module_type"]?.string == "SwiftTarget"
            else { continue }
            let allowed = try #require(house[name], "\(name) is no room of the house")
            let own = (target["target_dependencies"]?.array ?? []).compactMap(\.string)
            let products = (target["product_dependencies"]?.array ?? []).compactMap(\.string)
            #expect(Set(own + products).isSubset(of: allowed), "\(name)")
        }
    }

    @Test("no source file imports what its room may not", arguments: house.keys.sorted())
    func importsStayDownward(room: String) throws {
        var allowed = try #require(house[room]).union(standardModules)
        if !pureRooms.contains(room) { allowed.formUnion(systemModules) }
        for file in try Repository.sources(under: "Sources/\(room)") {
            let imported = file.lines.compactMap(importedModule)
            let foreign = Set(imported).subtracting(allowed)
            #expect(foreign.isEmpty, "\(file.path) imports \(foreign.sorted())")
        }
    }

    @Test("the pure rooms do not suspend and know no clock", arguments: pureRooms)
    func pureRoomsArePure(room: String) throws {
        for file in try Repository.sources(under: "Sources/\(room)") {
            for (number, line) in file.code {
                let isSuspicious = [" async ", "await ", "ContinuousClock", "Date()"].contains {
                    line.contains($0)
                }
                #expect(!isSuspicious, "\(file.path):\(number): \(line)")
            }
        }
    }

    private func importedModule(_ line: Substring) -> String? {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 1, words.count == place + 2,
            place == 0 || ["public", "package", "internal", "private"].contains(words[0])
        else { return nil }
        return words[place + 1].split(separator: ".").first.map(String.init)
    }
}
