// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// What one room offers, small or generic, is compiled into the rooms that use it: a call passes
/// through most of them.
let acrossRooms = SwiftSetting.unsafeFlags(
    ["-cross-module-optimization"], .when(configuration: .release))

/// A room of the house: what it may import is what is listed here, and TidyTests compares.
///
/// - Parameter isTestable: Lets tests see what is internal in the release too: there is one build.
func room(
    _ name: String, imports: [Target.Dependency] = [], exclude: [String] = [],
    isTestable: Bool = false
) -> Target {
    let testable = SwiftSetting.unsafeFlags(["-enable-testing"], .when(configuration: .release))
    return .target(
        name: name, dependencies: imports, exclude: exclude,
        swiftSettings: settings + [acrossRooms] + (isTestable ? [testable] : []))
}

/// Tests are built beside the release that they test, but not optimized: that takes longer than
/// running them.
func tests(_ name: String, of imports: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: imports,
        swiftSettings: settings + [.unsafeFlags(["-Onone"], .when(configuration: .release))])
}

/// The release brings Swift's runtime along: it runs where no Swift is installed, and calls that do
/// not go through a table of addresses take 6 % off a chat. (`--static-swift-stdlib` would build
/// every package anew for it; the libraries named here are what Foundation's own needs.)
let oneFile = LinkerSetting.unsafeFlags(
    [
        "-static-stdlib", "-use-ld=lld", "-l_FoundationICU", "-lCoreFoundation",
        "-l_FoundationCShims", "-l_FoundationCollections",
    ], .when(platforms: [.linux], configuration: .release))

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let asyncHTTPClient = Target.Dependency.product(
    name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(
    name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTPCompression = Target.Dependency.product(
    name: "NIOHTTPCompression", package: "swift-nio-extras")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "florin",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "florin", targets: ["florin"])],
    dependencies: [
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .executableTarget(
            name: "florin", dependencies: ["App", argumentParser], swiftSettings: settings,
            linkerSettings: [oneFile]),
        room(
            "App",
            imports: [
                "API", "Gateway", "HTTPEdge", "HTTPServer", "Upkeep", "Billing", "Feeds",
                "Archives", "Database", "Pricing", "Ledger", "Money", "JSON", "Vocabulary",
                hummingbird,
                hummingbirdCore, asyncHTTPClient, lifecycle, logging, yams, httpTypes, nioCore,
                nioPosix, "CMalloc",
            ]),
        // faces
        room(
            "API",
            imports: [
                "HTTPEdge", "Upkeep", "Billing", "Database", "Pricing", "Ledger", "Money", "JSON",
                "Vocabulary", hummingbird, httpTypes, logging, yams,
            ],
            exclude: ["openapi.yaml"]),
        room(
            "Gateway",
            imports: [
                "HTTPEdge", "Billing", "Pricing", "Ledger", "Money", "JSON", "Vocabulary",
                hummingbird, httpTypes, nioCore, nioHTTP1, nioHTTPCompression, nioPosix, nioSSL,
                nioTLS, logging, lifecycle,
            ],
            isTestable: true),
        room(
            "HTTPEdge",
            imports: [
                "Billing", "Pricing", "Ledger", "Money", "JSON", "Vocabulary", hummingbird,
                httpTypes,
                nioCore, logging,
            ]),
        room(
            "HTTPServer",
            imports: [hummingbirdCore, httpTypes, nioCore, nioHTTP1, nioHTTPTypes, logging],
            isTestable: true),
        // the product
        room(
            "Upkeep",
            imports: [
                "Billing", "Feeds", "Database", "Pricing", "Ledger", "Vocabulary", lifecycle,
                logging,
            ],
            isTestable: true),
        room(
            "Billing",
            imports: [
                "Archives", "Database", "Pricing", "Ledger", "Money", "JSON", "Vocabulary",
                "COpenSSL", logging,
            ]),
        // the outside
        room("Archives", imports: ["CZlib"]),
        room("Database", imports: ["CSQLite", "CPostgreSQL"]),
        room("Feeds", imports: [asyncHTTPClient, nioCore, nioHTTP1]),
        // pure
        room(
            "Pricing", imports: ["Money", "JSON", "Vocabulary"], exclude: ["Catalogs/builtin.json"]),
        room("Ledger", imports: ["Money", "Vocabulary", "COpenSSL"]),
        room("JSON", imports: ["Money"]),
        room("Money"),
        room("Vocabulary"),
        .target(
            name: "TestSupport", dependencies: ["Database", "Ledger", "Money", "Vocabulary"],
            path: "Tests/TestSupport", swiftSettings: settings),
        tests("LedgerTests", of: ["Ledger", "Money", "Vocabulary", "TestSupport"]),
        tests(
            "SimulationTests",
            of: ["Billing", "Database", "Ledger", "Money", "Vocabulary", "TestSupport"]),
        tests("DatabaseTests", of: ["Database", "TestSupport"]),
        tests("ArchivesTests", of: ["Archives"]),
        tests("FeedsTests", of: ["Feeds", hummingbird, httpTypes, nioCore, logging]),
        tests(
            "BillingTests",
            of: [
                "Archives", "Billing", "Database", "Pricing", "Ledger", "Money", "JSON",
                "Vocabulary",
                "COpenSSL", "TestSupport",
            ]),
        tests(
            "HTTPEdgeTests",
            of: [
                "HTTPEdge", "Billing", "Database", "Pricing", "Ledger", "Money", "JSON",
                "Vocabulary", "TestSupport", hummingbird, httpTypes, nioCore, logging,
            ]),
        tests(
            "HTTPServerTests",
            of: ["HTTPServer", hummingbirdCore, httpTypes, nioCore, nioPosix, lifecycle, logging]),
        tests(
            "APITests",
            of: [
                "API", "Gateway", "HTTPEdge", "Upkeep", "Billing", "Database", "Pricing", "JSON",
                "Vocabulary", "TestSupport", httpTypes, logging,
            ]),
        tests(
            "GatewayTests",
            of: [
                "Gateway", "HTTPEdge", "Billing", "Database", "Pricing", "Ledger", "Money", "JSON",
                "Vocabulary", "TestSupport", hummingbird, httpTypes, nioCore, nioHTTP1, nioPosix,
                nioSSL, logging,
            ]),
        tests(
            "UpkeepTests",
            of: [
                "Upkeep", "Billing", "Feeds", "Database", "Pricing", "Ledger", "Money",
                "Vocabulary", "TestSupport", lifecycle, logging,
            ]),
        tests(
            "AppTests",
            of: ["App", "Billing", "Database", "Pricing", "JSON", "Money", lifecycle]),
        tests("TidyTests", of: ["JSON"]),
        tests("PricingTests", of: ["Pricing", "Money", "JSON", "Vocabulary"]),
        tests("JSONTests", of: ["JSON", "Money"]),
        tests("MoneyTests", of: ["Money"]),
        tests("VocabularyTests", of: ["Vocabulary"]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    ]
)
