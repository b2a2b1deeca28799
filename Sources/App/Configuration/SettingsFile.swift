// SPDX-License-Identifier: Apache-2.0

import Gateway
import Yams

/// `florin.yaml`: the settings under their own names, and the tiers of organizations.
enum SettingsFile {
    static let standardPath = "florin.yaml"

    struct Contents: Sendable {
        let path: String
        var values: [Setting: String] = [:]
        var tiers: LimitTiers?
    }

    /// - Parameter path: Nil for `florin.yaml` in the working folder, which need not be there.
    /// - Returns: Nil without a file.
    static func read(
        _ path: String?
    ) throws(SettingRefusal) -> Contents? {
        let name = path ?? standardPath
        guard let text = Files.text(at: name) else {
            guard path == nil, !Files.exists(name) else {
                throw SettingRefusal("\(name) cannot be read: it should be a YAML file of settings")
            }
            return nil
        }
        return try parse(text, of: name)
    }

    /// - Throws: ``SettingRefusal`` for what is no YAML, no setting, or no plain value.
    static func parse(
        _ text: String, of name: String
    ) throws(SettingRefusal) -> Contents {
        var contents = Contents(path: name)
        for (key, value) in try members(of: text, name) {
            if key.string == TierList.name {
                contents.tiers = try TierList(path: name).read(value)
                continue
            }
            guard let key = key.string, let setting = Setting(rawValue: key) else {
                let known = (Setting.allCases.map(\.name) + [TierList.name])
                    .joined(separator: ", ")
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
