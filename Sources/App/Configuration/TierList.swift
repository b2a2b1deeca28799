// SPDX-License-Identifier: Apache-2.0

import Gateway
import Yams

/// `tiers` in `florin.yaml`: how much the organizations of each tier may ask of models.
struct TierList {
    static let name = "tiers"
    static let expected =
        "a mapping from names of tiers to requestsPerMinute, tokensPerMinute, concurrency and key"

    /// The file, as a refusal names it.
    let path: String

    private enum Member: String, CaseIterable {
        case requestsPerMinute, tokensPerMinute, concurrency, key

        static let names = allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// - Throws: ``SettingRefusal`` for the first member that is not what belongs there.
    func read(_ node: Node) throws(SettingRefusal) -> LimitTiers {
        guard case .mapping(let mapping) = node else {
            throw refusal(Self.name, Self.expected)
        }
        var tiers: [String: LimitTier] = [:]
        for (key, value) in mapping {
            guard let name = key.string, Self.isName(name), tiers[name] == nil else {
                throw refusal(
                    Self.name, "a mapping whose names are of 1 to 64 letters, digits, - and _")
            }
            tiers[name] = try tier(value, "\(Self.name).\(name)")
        }
        return LimitTiers(tiers)
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
    }

    private func tier(_ node: Node, _ place: String) throws(SettingRefusal) -> LimitTier {
        let members = try members(of: node, place)
        var tier = LimitTier(organization: try allowance(members, place))
        guard let key = members[.key] else { return tier }
        let own = try self.members(of: key, place + ".key")
        guard own[.key] == nil else {
            throw refusal(place + ".key", "a mapping without key")
        }
        tier.key = try allowance(own, place + ".key")
        return tier
    }

    private func members(
        of node: Node, _ place: String
    ) throws(SettingRefusal) -> [Member: Node] {
        guard case .mapping(let mapping) = node else {
            throw refusal(place, "a mapping of \(Member.names)")
        }
        var members: [Member: Node] = [:]
        for (key, value) in mapping {
            guard let member = key.string.flatMap(Member.init(rawValue:)) else {
                throw SettingRefusal(
                    "\(path): \(place) has \"\(key.string ?? "")\": use \(Member.names)")
            }
            members[member] = value
        }
        return members
    }

    private func allowance(
        _ members: [Member: Node], _ place: String
    ) throws(SettingRefusal) -> Allowance {
        Allowance(
            requestsPerMinute: try number(members, .requestsPerMinute, place),
            tokensPerMinute: try number(members, .tokensPerMinute, place),
            concurrency: try number(members, .concurrency, place))
    }

    private func number(
        _ members: [Member: Node], _ member: Member, _ place: String
    ) throws(SettingRefusal) -> Int64? {
        guard let node = members[member] else { return nil }
        guard let number = node.scalar.flatMap({ Int64($0.string) }),
            Allowance.range.contains(number)
        else {
            let (low, high) = (Allowance.range.lowerBound, Allowance.range.upperBound)
            throw refusal(
                "\(place).\(member.rawValue)", "a whole number from \(low) to \(high)")
        }
        return number
    }

    private func refusal(_ place: String, _ expected: String) -> SettingRefusal {
        SettingRefusal("\(path): \(place) should be \(expected)")
    }
}
