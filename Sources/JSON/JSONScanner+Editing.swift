// SPDX-License-Identifier: Apache-2.0

extension JSONScanner {
    /// The same text with the member under `path` set to `value`; every other byte stays as it was.
    ///
    /// A member that is there is replaced in its place. One that is not is added behind the last
    /// member of its object, and objects that are missing (or null) on the way are made:
    /// `["stream_options", "include_usage"]` works on any chat request.
    ///
    /// - Returns: nil when the text is malformed, repeats a name of the path, or has something
    ///   other than an object on the way.
    public static func replacingMember(
        _ path: [String], of bytes: some Collection<UInt8>, with value: JSON
    ) -> [UInt8]? {
        switch place(of: path, in: bytes) {
        case .value(let range):
            return replacing(range, of: bytes, with: value.encoded())
        case .absent(let level, let offset, let isObjectEmpty):
            var addition: [UInt8] = isObjectEmpty ? [] : [.comma]
            JSON.string(path[level]).encode(into: &addition)
            addition.append(.colon)
            nesting(value, under: path[(level + 1)...]).encode(into: &addition)
            return replacing(offset..<offset, of: bytes, with: addition)
        case .noObject(let level, let range, isNull: true) where level > 0:
            let object = nesting(value, under: path[level...])
            return replacing(range, of: bytes, with: object.encoded())
        case .noObject, nil:
            return nil
        }
    }

    private static func nesting(_ value: JSON, under path: ArraySlice<String>) -> JSON {
        path.reversed().reduce(value) { inner, name in [name: inner] }
    }

    private static func replacing(
        _ range: Range<Int>, of bytes: some Collection<UInt8>, with replacement: [UInt8]
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count - range.count + replacement.count)
        result.append(contentsOf: bytes.prefix(range.lowerBound))
        result.append(contentsOf: replacement)
        result.append(contentsOf: bytes.dropFirst(range.upperBound))
        return result
    }
}
