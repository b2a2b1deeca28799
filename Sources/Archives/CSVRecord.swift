// SPDX-License-Identifier: Apache-2.0

/// A record of a CSV file, as it was read.
public struct CSVRecord: Hashable, Sendable {
    /// As it stands in the file, without the line break.
    public let bytes: [UInt8]
    /// Nil where nothing stands, an empty text where `""` does.
    public let fields: [String?]

    /// Nil when it is none: quotes that do not close, or stand in the middle of a field.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        var fields: [String?] = []
        var place = 0
        while true {
            guard let (field, end) = Self.field(of: bytes, from: place) else { return nil }
            fields.append(field)
            guard end < bytes.count else { break }
            guard bytes[end] == UInt8(ascii: ",") else { return nil }
            place = end + 1
        }
        self.fields = fields
    }

    /// - Returns: A field, and where what follows it begins.
    private static func field(of bytes: [UInt8], from start: Int) -> (String?, Int)? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.count
            guard !bytes[start..<end].contains(UInt8(ascii: "\"")) else { return nil }
            return (start == end ? nil : String(decoding: bytes[start..<end], as: UTF8.self), end)
        }
        var text: [UInt8] = []
        var place = start + 1
        while let quote = bytes[place...].firstIndex(of: UInt8(ascii: "\"")) {
            text += bytes[place..<quote]
            guard quote + 1 < bytes.count, bytes[quote + 1] == UInt8(ascii: "\"") else {
                return (String(decoding: text, as: UTF8.self), quote + 1)
            }
            text.append(UInt8(ascii: "\""))
            place = quote + 2
        }
        return nil
    }
}
