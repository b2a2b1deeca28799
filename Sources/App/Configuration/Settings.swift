// SPDX-License-Identifier: Apache-2.0

import Gateway

/// The settings as text, the winner of each: flags, then environment, then file, then defaults.
struct Settings: Sendable {
    struct Value: Hashable, Sendable {
        let text: String
        let source: SettingSource
    }

    private let values: [Setting: Value]
    /// Names in the environment that look like settings and are none: typing errors, mostly.
    let unknownNames: [String]

    init(
        flags: [Setting: String], environment: [String: String],
        file: SettingsFile.Contents?
    ) {
        var values: [Setting: Value] = [:]
        for setting in Setting.allCases {
            if let text = flags[setting] {
                values[setting] = Value(text: text, source: .flag)
            } else if let text = environment[setting.name] {
                values[setting] = Value(text: text, source: .environment)
            } else if let file, let text = file.values[setting] {
                values[setting] = Value(text: text, source: .file(file.path))
            } else if let text = setting.standard {
                values[setting] = Value(text: text, source: .standard)
            }
        }
        self.values = values
        unknownNames = environment.keys.filter { name in
            name.hasPrefix("FLORIN_") && Setting(rawValue: name) == nil
        }.sorted()
    }

    /// The settings that have a value, in their declared order.
    var found: [(setting: Setting, value: Value)] {
        Setting.allCases.compactMap { setting in values[setting].map { (setting, $0) } }
    }

    /// - Throws: ``SettingRefusal`` when `parse` makes nothing of the text.
    func optional<Result>(
        _ setting: Setting, _ parse: (String) -> Result?
    ) throws(SettingRefusal) -> Result? {
        guard let value = values[setting] else { return nil }
        guard !value.text.isEmpty, let result = parse(value.text) else {
            throw SettingRefusal(setting, value.text, from: value.source)
        }
        return result
    }

    func required<Result>(
        _ setting: Setting, _ parse: (String) -> Result?
    ) throws(SettingRefusal) -> Result {
        guard let result = try optional(setting, parse) else {
            throw SettingRefusal("\(setting.name) is missing: it should be \(setting.expected)")
        }
        return result
    }

    func requestLog() throws(SettingRefusal) -> RequestLogSettings? {
        func number(_ setting: Setting, _ range: ClosedRange<Int>) throws(SettingRefusal) -> Int {
            try required(setting) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
        }
        let bodies = try number(.requestLogBodies, 0...65_536)
        let megabytes = try number(.requestLogMegabytes, 1...10_000)
        let files = try number(.requestLogFiles, 1...1_000)
        let path = try optional(.requestLog) { $0.hasSuffix("/") ? nil : $0 }
        return path.map { path in
            var log = RequestLogSettings(path: path)
            log.bodyBytesMax = bodies
            log.fileBytesMax = megabytes * 1_000_000
            log.filesMax = files
            return log
        }
    }

    /// The upstream of the two settings, which takes every model and stands behind all others.
    ///
    /// - Parameter listed: Those of the file.
    func upstream(
        beside listed: [UpstreamSettings]
    ) throws(SettingRefusal) -> UpstreamSettings? {
        let key = try optional(.upstreamKey, UpstreamKey.init)
        guard let address = try optional(.upstreamURL, UpstreamAddress.init) else {
            guard key == nil else {
                throw SettingRefusal(
                    "FLORIN_UPSTREAM_URL is missing while FLORIN_UPSTREAM_KEY is set: it should be "
                        + Setting.upstreamURL.expected)
            }
            return nil
        }
        guard !listed.contains(where: { $0.name == Self.upstreamName }) else {
            throw SettingRefusal(
                "FLORIN_UPSTREAM_URL is set, and upstreams has one named \"\(Self.upstreamName)\", "
                    + "which is the name of that one: it should be called otherwise")
        }
        var upstream = UpstreamSettings(name: Self.upstreamName, address: address)
        upstream.key = key
        return upstream
    }

    private static let upstreamName = "default"

    func database() throws(SettingRefusal) -> DatabaseLocation {
        try required(.databaseURL) { DatabaseLocation($0) }
    }
}
