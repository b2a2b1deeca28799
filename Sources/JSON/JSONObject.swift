// SPDX-License-Identifier: Apache-2.0

/// The members of a JSON object in their order, with no name twice unless its reader was told to
/// take that (``JSONLimits/takesRepeatedNames``).
///
/// Names are the same when their bytes are, as they are for other programs: Swift's equality of
/// strings would take the Kelvin sign for a `K`. Looking a name up walks the members, which is the
/// fastest way in the small objects of requests; whoever reads thousands of members iterates
/// ``members``. Equality compares the order too; ``JSON/canonical`` does not.
public struct JSONObject: Sendable {
    public typealias Member = (name: String, value: JSON)

    public private(set) var members: [Member] = []

    public init() {}

    init(settingEach members: some Sequence<(String, JSON)>) {
        for (name, value) in members { self[name] = value }
    }

    public var isEmpty: Bool { members.isEmpty }
    public var count: Int { members.count }

    /// The value of the member with this name.
    ///
    /// Setting replaces the value where it stands, adds a new name at the end, and removes on nil
    /// (a member whose value is `null` is set by `.some(.null)`).
    public subscript(_ name: String) -> JSON? {
        get {
            index(of: name).map { members[$0].value }
        }
        set {
            switch (index(of: name), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member at the end without looking whether its name is there already, which the caller
    /// must know.
    public mutating func append(name: String, value: JSON) {
        members.append((name, value))
    }

    func index(of name: String) -> Int? {
        members.firstIndex { isSameName($0.name, name) }
    }
}

extension JSONObject: Hashable {
    public static func == (lhs: JSONObject, rhs: JSONObject) -> Bool {
        lhs.members.elementsEqual(rhs.members) {
            isSameName($0.name, $1.name) && $0.value == $1.value
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for (name, value) in members {
            hasher.combine(name)
            hasher.combine(value)
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The value of a repeated name is the last one.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self.init(settingEach: elements)
    }
}

/// Whether two names are equal byte for byte.
///
/// The first two comparisons are quick and refuse nearly everything; the third tells apart what is
/// only equivalent by Unicode's rules.
func isSameName(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && left == right && left.utf8.elementsEqual(right.utf8)
}
