// SPDX-License-Identifier: Apache-2.0

import Gateway
import Yams

/// The members of one upstream in the file, of which settings are made.
struct UpstreamMembers {
    let list: UpstreamList
    /// As a refusal names it: `upstreams[0]`.
    let place: String
    let members: [UpstreamList.Member: Node]
    /// All of the upstream.
    let node: Node
}

extension UpstreamMembers {
    func upstream() throws(SettingRefusal) -> UpstreamSettings {
        let name = try required(.name, "1 to 64 of a-z, 0-9 and -, but not \"sandbox\"") {
            UpstreamSettings.isName($0) ? $0 : nil
        }
        let address = try required(
            .url, "an http or https URL that ends before /chat/completions, without a user in it",
            UpstreamAddress.init)
        var upstream = UpstreamSettings(name: name, address: address)
        upstream.key = try key()
        upstream.wireProtocol =
            try text(.protocol, oneOf(UpstreamProtocol.self), UpstreamProtocol.init(rawValue:))
            ?? .openai
        upstream.models =
            try list(.models, "names of models, in which * stands for anything", ModelPattern.init)
            ?? upstream.models
        let operations = UpstreamSettings.operationNames
        upstream.operations = try list(
            .operations, "of \(operations.joined(separator: ", "))"
        ) { operations.contains($0) ? $0 : nil }.map(Set.init)
        upstream.rename = try rename()
        upstream.headers = try headers()
        upstream.trustRoots = try text(
            .trustRoots, "a file with certificates in PEM", TrustRoots.init(file:))
        try readLimits(into: &upstream)
        return upstream
    }

    private func readLimits(into upstream: inout UpstreamSettings) throws(SettingRefusal) {
        upstream.connectSeconds =
            try number(.connectTimeoutSeconds, 1...300) ?? upstream.connectSeconds
        upstream.idleSeconds = try number(.idleTimeoutSeconds, 1...3_600) ?? upstream.idleSeconds
        upstream.connectionsMax =
            try number(.connectionsMax, 1...100_000).map { Int($0) } ?? upstream.connectionsMax
        upstream.attempts = try number(.attempts, 1...10).map { Int($0) } ?? upstream.attempts
    }

    private func key() throws(SettingRefusal) -> UpstreamKey? {
        let expected = "visible ASCII characters without spaces"
        guard let name = try text(.keyEnvironment, "the name of a variable", { $0 }) else {
            return try text(.key, expected, UpstreamKey.init)
        }
        guard members[.key] == nil else {
            throw refusal(.keyEnvironment, "left out where there is a key")
        }
        guard let text = list.environment[name], !text.isEmpty else {
            throw refusal(
                .keyEnvironment, "a variable that is set: there is no \(name) in the environment")
        }
        guard let key = UpstreamKey(text) else {
            throw refusal(.keyEnvironment, "a variable of \(expected): \(name) is not")
        }
        return key
    }

    private func rename() throws(SettingRefusal) -> [String: String] {
        let expected = "names of models, each with its name at the upstream"
        var names: [String: String] = [:]
        for (asked, name) in try pairs(.rename, expected) { names[asked] = name }
        return names
    }

    private func headers() throws(SettingRefusal) -> [UpstreamHeader] {
        let expected = "names of headers with their values, none of those that the connection has"
        var headers: [UpstreamHeader] = []
        for (name, value) in try pairs(.headers, expected) {
            guard let header = UpstreamHeader(name: name, value: value) else {
                throw refusal(.headers, expected)
            }
            headers.append(header)
        }
        return headers
    }
}

// MARK: Forms of values

extension UpstreamMembers {
    private func refusal(_ member: UpstreamList.Member, _ expected: String) -> SettingRefusal {
        list.refusal(members[member] ?? node, "\(place).\(member.rawValue)", expected)
    }

    private func oneOf<Value: CaseIterable & RawRepresentable>(_: Value.Type) -> String
    where Value.RawValue == String {
        Value.allCases.map(\.rawValue).joined(separator: " or ")
    }

    /// - Parameter read: Nil for what the text cannot be.
    private func text<Value>(
        _ member: UpstreamList.Member, _ expected: String, _ read: (String) -> Value?
    ) throws(SettingRefusal) -> Value? {
        guard let node = members[member] else { return nil }
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty,
            let value = read(scalar.string)
        else { throw refusal(member, expected) }
        return value
    }

    private func required<Value>(
        _ member: UpstreamList.Member, _ expected: String, _ read: (String) -> Value?
    ) throws(SettingRefusal) -> Value {
        guard let value = try text(member, expected, read) else {
            throw refusal(member, "\(expected); it is missing")
        }
        return value
    }

    private func number(
        _ member: UpstreamList.Member, _ bounds: ClosedRange<Int64>
    ) throws(SettingRefusal) -> Int64? {
        let expected = "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        return try text(member, expected) { text in
            Int64(text).flatMap { bounds.contains($0) ? $0 : nil }
        }
    }

    /// A list of at least one, nil when the member is absent.
    private func list<Value>(
        _ member: UpstreamList.Member, _ expected: String, _ read: (String) -> Value?
    ) throws(SettingRefusal) -> [Value]? {
        guard let node = members[member] else { return nil }
        let expected = "a list \(expected.hasPrefix("of ") ? expected : "of \(expected)")"
        guard case .sequence(let sequence) = node, !sequence.isEmpty else {
            throw refusal(member, expected)
        }
        var values: [Value] = []
        for element in sequence {
            guard case .scalar(let scalar) = element, let value = read(scalar.string) else {
                throw list.refusal(element, "\(place).\(member.rawValue)", expected)
            }
            values.append(value)
        }
        return values
    }

    private func pairs(
        _ member: UpstreamList.Member, _ expected: String
    ) throws(SettingRefusal) -> [(name: String, value: String)] {
        guard let node = members[member] else { return [] }
        guard case .mapping(let mapping) = node else { throw refusal(member, expected) }
        var pairs: [(name: String, value: String)] = []
        for (name, value) in mapping {
            guard case .scalar(let name) = name, case .scalar(let value) = value,
                !name.string.isEmpty, !value.string.isEmpty
            else { throw refusal(member, expected) }
            pairs.append((name.string, value.string))
        }
        return pairs
    }
}
