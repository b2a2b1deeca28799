// SPDX-License-Identifier: Apache-2.0

/// Finds members in JSON text without building a tree, for bodies that pass through.
///
/// The whole text is checked against the grammar, and the names that are asked for may not be
/// repeated: `{"model":"small","model":"large"}` must not be priced by one and served by the other.
/// All ranges count bytes from the first one, also in a slice.
public struct JSONScanner {
    private init() {}

    /// The range of the value under `path`, one name per level of objects.
    ///
    /// - Returns: nil when there is no such member, when the text is malformed or when a name of
    ///   the path is repeated. An empty path stands for the whole value.
    public static func member(_ path: [String], of bytes: some Collection<UInt8>) -> Range<Int>? {
        guard case .value(let range) = place(of: path, in: bytes) else { return nil }
        return range
    }

    /// The ranges of the values of several members of the outermost object, in one pass.
    ///
    /// - Returns: One element per name, nil where there is no such member; nil when the text is not
    ///   an object, is malformed or repeats one of the names.
    public static func members(
        _ names: [String], of bytes: some Collection<UInt8>
    ) -> [Range<Int>?]? {
        withByteReader(over: bytes) { reader in
            do throws(JSONRefusal) {
                return try reader.memberRanges(names)
            } catch {
                return nil
            }
        }
    }

    static func place(of path: [String], in bytes: some Collection<UInt8>) -> MemberPlace? {
        withByteReader(over: bytes) { reader in
            do throws(JSONRefusal) {
                try reader.begin()
                let place = try reader.place(of: path, level: 0)
                try reader.end()
                return place
            } catch {
                return nil
            }
        }
    }
}

/// Where a path leads.
enum MemberPlace {
    case value(Range<Int>)
    /// The object at `level` of the path has no member of the next name; one can be added at
    /// `offset`.
    case absent(level: Int, offset: Int, isObjectEmpty: Bool)
    /// Something other than an object stands at `level` of the path.
    case noObject(level: Int, range: Range<Int>, isNull: Bool)
}

extension ByteReader {
    fileprivate var depthMax: Int { JSONLimits.request.depthMax }

    /// Passes the value at the position and tells where the rest of `path` leads in it. Recurses
    /// along the caller's path, not along the text.
    fileprivate mutating func place(
        of path: [String], level: Int
    ) throws(JSONRefusal) -> MemberPlace {
        skipWhiteSpace()
        let start = position
        guard level < path.count, current == .openBrace else {
            let isNull = current == UInt8(ascii: "n")
            try skipValue(depthMax: depthMax - level)
            return level == path.count
                ? .value(start..<position)
                : .noObject(level: level, range: start..<position, isNull: isNull)
        }
        guard level < depthMax else { throw .tooDeep(depthMax) }
        var found: MemberPlace?
        let end = try eachMember { reader, name throws(JSONRefusal) in
            guard reader.token(name, spells: path[level]) else {
                return try reader.skipValue(depthMax: reader.depthMax - level - 1)
            }
            guard found == nil else { throw .duplicateName(path[level]) }
            found = try reader.place(of: path, level: level + 1)
        }
        return found
            ?? .absent(level: level, offset: end ?? start + 1, isObjectEmpty: end == nil)
    }

    fileprivate mutating func memberRanges(
        _ names: [String]
    ) throws(JSONRefusal) -> [Range<Int>?] {
        var ranges = [Range<Int>?](repeating: nil, count: names.count)
        try begin()
        guard current == .openBrace else { throw refusal(expected: "an object") }
        _ = try eachMember { reader, name throws(JSONRefusal) in
            let index = names.firstIndex { reader.token(name, spells: $0) }
            reader.skipWhiteSpace()
            let start = reader.position
            try reader.skipValue(depthMax: reader.depthMax - 1)
            guard let index else { return }
            guard ranges[index] == nil else { throw .duplicateName(names[index]) }
            ranges[index] = start..<reader.position
        }
        try end()
        return ranges
    }

    /// Passes the object at the position; `visit` must pass the value behind each name.
    ///
    /// - Returns: Where the last member ends, nil when there is none.
    private mutating func eachMember(
        _ visit: (inout ByteReader, StringToken) throws(JSONRefusal) -> Void
    ) throws(JSONRefusal) -> Int? {
        _ = take(.openBrace)
        skipWhiteSpace()
        if take(.closeBrace) { return nil }
        var end: Int
        repeat {
            let name = try name()
            try visit(&self, name)
            end = position
            skipWhiteSpace()
        } while take(.comma)
        guard take(.closeBrace) else { throw refusal(expected: "a comma or a closing brace") }
        return end
    }
}
