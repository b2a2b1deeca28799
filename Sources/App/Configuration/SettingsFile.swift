// SPDX-License-Identifier: Apache-2.0

import Gateway
import Yams

/// `florin.yaml`: the settings under their own names, the tiers of organizations, and the list of
/// upstreams.
enum SettingsFile {
    static let standardPath = "florin.yaml"

    struct Contents: Sendable {
        let path: String
        var values: [Setting: String] = [:]
        var tiers: LimitTiers?
        var upstreams: [UpstreamSettings] = []
    }

    /// - Parameters:
    ///   - path: Nil for `florin.yaml` in the working folder, which need not be there.
    ///   - environment: Where keys are that the file only names.
    /// - Returns: Nil without a file.
    static func read(
        _ path: String?, environment: [String: String]
    ) throws(SettingRefusal) -> Contents? {
        let name = path ?? standardPath
        guard let text = Files.text(at: name) else {
            guard path == nil, !Files.exists(name) else {
                throw SettingRefusal("\(name) cannot be read: it should be a YAML file of settings")
            }
            return nil
        }
        return try parse(text, of: name, environment)
    }

    /// - Throws: ``SettingRefusal`` for what is no YAML, no setting, or not its value.
    private static func parse(
        _ text: String, of name: String, _ environment: [String: String]
    ) throws(SettingRefusal) -> Contents {
        var contents = Contents(path: name)
        for (key, value) in try members(of: text, name) {
            if key.string == TierList.name {
                contents.tiers = try TierList(path: name).read(value)
                continue
            }
            if key.string == UpstreamList.name {
                let list = UpstreamList(path: name, environment: environment)
                contents.upstreams = try list.read(value)
                continue
            }
            guard let key = key.string, let setting = Setting(rawValue: key) else {
                let names = Setting.allCases.map(\.name) + [TierList.name, UpstreamList.name]
                let known = names.joined(separator: ", ")
                throw SettingRefusal(
                    "\(name) has \"\(key.string ?? "")\", which is no setting: use \(known)")
            }
            guard case .scalar(let scalar) = value else {
                throw SettingRefusal("\(name): \(key) should be \(setting.expected)")
            }
            contents.values[setting] = scalar.string
        }
        return contents
    }

    private static func members(
        of text: String, _ name: String
    ) throws(SettingRefusal) -> Node.Mapping {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw SettingRefusal("\(name) is no YAML: \(error)")
        }
        switch node {
        case nil: return Node.Mapping([])
        case .mapping(let mapping): return mapping
        // A file of nothing but comments.
        case .scalar(let scalar) where scalar.string.isEmpty: return Node.Mapping([])
        default: throw SettingRefusal("\(name) should be a list of settings, NAME: value")
        }
    }
}
