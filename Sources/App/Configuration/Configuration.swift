// SPDX-License-Identifier: Apache-2.0

import Billing
import Gateway
public import Logging

/// What the operator wants, read once at the start; every value in it is valid.
public struct Configuration: Sendable {
    public let host: String
    public let port: Int
    /// Nil when it is the address that the server listens on.
    public let publicURL: String?
    package let database: DatabaseLocation
    let operatorKey: KeySecret?
    /// In the order in which they are asked.
    let upstreams: [UpstreamSettings]
    package let pricing: PricingSettings
    /// Requests a minute and key; nil for no limit.
    public let rateLimit: Int?
    /// How much organizations may ask of models; nil for no limit.
    let tiers: LimitTiers?
    let requestLog: RequestLogSettings?
    package let usage: UsageSettings
    public let logLevel: Logger.Level

    /// The settings as they were found, for those who ask what is in force.
    let settings: Settings

    /// Without an upstream only the built-in models answer.
    public var isSandbox: Bool { upstreams.isEmpty }

    /// Reads the settings from everywhere.
    ///
    /// - Parameters:
    ///   - flags: From the command line; they win.
    ///   - environment: Of the process; wins over the file.
    ///   - file: Path of a YAML file that must be there; nil takes `florin.yaml` if there is one.
    /// - Throws: ``SettingRefusal`` for the first value that is malformed.
    public static func read(
        flags: [Setting: String], environment: [String: String], file: String? = nil
    ) throws(SettingRefusal) -> Configuration {
        let fromFile = try SettingsFile.read(file, environment: environment)
        return try Configuration(
            Settings(flags: flags, environment: environment, file: fromFile),
            tiers: fromFile?.tiers, upstreams: fromFile?.upstreams ?? [])
    }

    private init(
        _ settings: Settings, tiers: LimitTiers?, upstreams listed: [UpstreamSettings]
    ) throws(SettingRefusal) {
        self.settings = settings
        host = try settings.required(.host) { text in
            text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !text.contains("/") ? text : nil
        }
        port = try settings.required(.port) { text in
            Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil }
        }
        publicURL = try settings.optional(.publicURL) { isWebURL($0) ? $0 : nil }
        database = try settings.database()
        operatorKey = try settings.optional(.operatorKey) { text in
            do throws(KeyRefusal) {
                return try KeySecret(chosen: text)
            } catch {
                return nil
            }
        }
        upstreams = listed + (try settings.upstream(beside: listed).map { [$0] } ?? [])
        pricing = try PricingSettings(settings, isSandbox: upstreams.isEmpty)
        let limit = try settings.required(.rateLimit) { text -> Int? in
            text == "off" ? 0 : Int(text).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
        }
        rateLimit = limit == 0 ? nil : limit
        self.tiers = limit == 0 ? nil : tiers
        requestLog = try settings.requestLog()
        usage = try UsageSettings(settings)
        logLevel = try settings.required(.logLevel) { Logger.Level(rawValue: $0) }
    }
}

extension Configuration: CustomStringConvertible, CustomReflectable {
    /// Nothing to look into: a dump shows what ``description`` does.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Every setting with its value and where it came from, and the upstreams; secrets as •••.
    public var description: String {
        let values = settings.found.map { setting, value in
            "\(setting.name)=\(setting.shown(value.text)) (\(value.source))"
        }
        return (values + upstreams.map { "upstream \($0)" }).joined(separator: "\n")
    }
}

/// Whether a text is an `http` or `https` URL with a host, as far as can be told without asking.
private func isWebURL(_ text: String) -> Bool {
    for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
        let rest = text.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !host.isEmpty && !host.hasPrefix(":")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
    }
    return false
}
