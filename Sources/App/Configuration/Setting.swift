// SPDX-License-Identifier: Apache-2.0

import Billing
import Pricing

/// Everything that an operator can set: by a flag, in the environment, or in `florin.yaml`, under
/// the same name in all of them.
public enum Setting: String, CaseIterable, Hashable, Sendable {
    case host = "FLORIN_HOST"
    case port = "FLORIN_PORT"
    case publicURL = "FLORIN_PUBLIC_URL"
    case databaseURL = "FLORIN_DATABASE_URL"
    case operatorKey = "FLORIN_OPERATOR_KEY"
    case upstreamURL = "FLORIN_UPSTREAM_URL"
    case upstreamKey = "FLORIN_UPSTREAM_KEY"
    case pricingSources = "FLORIN_PRICING_SOURCES"
    case pricingRefreshHours = "FLORIN_PRICING_REFRESH_HOURS"
    case pricingStaleHours = "FLORIN_PRICING_STALE_HOURS"
    case markup = "FLORIN_MARKUP"
    case rateLimit = "FLORIN_RATE_LIMIT"
    case usageRetentionDays = "FLORIN_USAGE_RETENTION_DAYS"
    case archivePath = "FLORIN_ARCHIVE_PATH"
    case requestLog = "FLORIN_REQUEST_LOG"
    case requestLogBodies = "FLORIN_REQUEST_LOG_BODIES"
    case requestLogMegabytes = "FLORIN_REQUEST_LOG_MEGABYTES"
    case requestLogFiles = "FLORIN_REQUEST_LOG_FILES"
    case logLevel = "LOG_LEVEL"

    public var name: String { rawValue }

    /// Whether its value is never shown.
    public var isSecret: Bool { self == .operatorKey || self == .upstreamKey }

    /// A value for people: secrets, and the password that a database's URL can hold, as •••.
    func shown(_ value: String) -> String {
        guard self == .databaseURL, let scheme = value.firstRange(of: "://") else {
            return isSecret ? "•••" : value
        }
        guard !value.contains("password=") else { return value[..<scheme.upperBound] + "•••" }
        guard let end = value.lastIndex(of: "@") else { return value }
        return value[..<scheme.upperBound] + "•••" + value[end...]
    }

    /// What a value should be.
    public var expected: String {
        switch self {
        case .host: "an address or a host name to listen on, such as 127.0.0.1 or 0.0.0.0"
        case .port: "a port number from 1 to 65535"
        case .publicURL:
            "the URL under which clients reach this server, https://billing.example.com"
        case .databaseURL:
            "sqlite:PATH, such as sqlite:florin-data/florin.db, "
                + "or postgres://USER@HOST/DATABASE"
        case .operatorKey: "8 to 256 visible ASCII characters without spaces"
        case .upstreamURL: "the base URL of an OpenAI-compatible API, such as https://host/v1"
        case .upstreamKey: "the API key of the upstream, visible ASCII characters without spaces"
        case .pricingSources:
            "standard, off, or name=location,… where a name begins with "
                + CatalogFormat.allCases.map(\.rawValue).joined(separator: ", ")
                + " and a location is an http or https URL or a file"
        case .pricingRefreshHours: "hours between two looks at the price sources, from 1 to 8760"
        case .pricingStaleHours: "hours after which prices count as stale, from 1 to 8760"
        case .markup:
            "the percentage on top of upstream costs, from -100 to 10000, with at most 9 decimals"
        case .rateLimit: "requests a minute and key, a whole number from 1, or off"
        case .usageRetentionDays:
            "days that charges and holds stay in the database, from "
                + "\(UsageArchives.retentionDaysMin) to 36500"
        case .archivePath: "the path of a folder"
        case .requestLog: "the path of a file"
        case .requestLogBodies: "bytes of each body to write, from 0 to 65536"
        case .requestLogMegabytes: "megabytes of one file, from 1 to 10000"
        case .requestLogFiles: "how many files to keep, from 1 to 1000"
        case .logLevel: "trace, debug, info, notice, warning, error or critical"
        }
    }

    /// The value when nobody says anything; nil when it can be left out.
    var standard: String? {
        switch self {
        // Behind a proxy on the same machine; a container sets 0.0.0.0.
        case .host: "127.0.0.1"
        case .port: "8080"
        case .databaseURL: "sqlite:florin-data/florin.db"
        // API.md, limits.
        case .rateLimit: "600"
        // Prompts are the customers': nobody reads them unless an operator says so.
        case .requestLogBodies: "0"
        case .requestLogMegabytes: "64"
        case .requestLogFiles: "5"
        case .logLevel: "info"
        // Vendors change prices some times a year and announce it days before.
        case .pricingRefreshHours: "24"
        // Three looks in a row that failed.
        case .pricingStaleHours: "72"
        // DESIGN.md, vocabulary.
        case .markup: "20"
        case .publicURL, .operatorKey, .upstreamURL, .upstreamKey, .pricingSources, .requestLog,
            .usageRetentionDays, .archivePath:
            nil
        }
    }
}

/// Where a value came from.
public enum SettingSource: Hashable, Sendable {
    case flag
    case environment
    case file(String)
    case standard
}

extension SettingSource: CustomStringConvertible {
    public var description: String {
        switch self {
        case .flag: "a flag"
        case .environment: "the environment"
        case .file(let path): path
        case .standard: "the default"
        }
    }
}

/// A setting that stops the start: one line that names it and says what it should be.
public struct SettingRefusal: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        // One line, whatever the value holds.
        self.description = String(description.map { $0.isNewline ? " " : $0 })
    }

    init(_ setting: Setting, _ value: String, from source: SettingSource) {
        let shown = setting.shown(value)
        self.init(
            "\(setting.name) is \"\(shown)\" (from \(source)): it should be \(setting.expected)")
    }
}
