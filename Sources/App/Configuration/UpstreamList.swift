// SPDX-License-Identifier: Apache-2.0

import Gateway
import Yams

/// `upstreams:` in `florin.yaml`: the one setting that is more than a value.
struct UpstreamList {
    static let name = "upstreams"

    /// Of the file.
    let path: String
    /// Where keys are that stand in no file.
    let environment: [String: String]

    /// - Throws: ``SettingRefusal`` that names line and member, and says what belongs there.
    func read(_ node: Node) throws(SettingRefusal) -> [UpstreamSettings] {
        guard case .sequence(let sequence) = node else {
            throw refusal(node, Self.name, "a list of upstreams, each with a name and a url")
        }
        var upstreams: [UpstreamSettings] = []
        for (index, node) in sequence.enumerated() {
            let upstream = try upstream(node, place: "\(Self.name)[\(index)]")
            guard !upstreams.contains(where: { $0.name == upstream.name }) else {
                throw refusal(
                    node, "\(Self.name)[\(index)].name",
                    "another than \"\(upstream.name)\", which an upstream above has")
            }
            upstreams.append(upstream)
        }
        return upstreams
    }

    enum Member: String, CaseIterable {
        case name, url, key, keyEnvironment, `protocol`, models, operations, rename, headers
        case trustRoots, connectTimeoutSeconds, idleTimeoutSeconds, connectionsMax, attempts
    }

    private func upstream(
        _ node: Node, place: String
    ) throws(SettingRefusal) -> UpstreamSettings {
        guard case .mapping(let mapping) = node else {
            throw refusal(node, place, "an upstream: at least its name and its url")
        }
        var members: [Member: Node] = [:]
        for (key, value) in mapping {
            guard let member = key.string.flatMap(Member.init(rawValue:)) else {
                let known = Member.allCases.map(\.rawValue).joined(separator: ", ")
                throw refusal(key, "\(place).\(key.string ?? "?")", "one of \(known)")
            }
            members[member] = value
        }
        let read = UpstreamMembers(list: self, place: place, members: members, node: node)
        return try read.upstream()
    }

    /// One line: where, what, and what it should be. Values are not shown, as some are secrets.
    func refusal(_ node: Node, _ place: String, _ expected: String) -> SettingRefusal {
        let line = node.mark.map { ":\($0.line)" } ?? ""
        return SettingRefusal("\(path)\(line): \(place) should be \(expected)")
    }
}
