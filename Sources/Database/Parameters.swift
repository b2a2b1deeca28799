// SPDX-License-Identifier: Apache-2.0

/// Rows of parameters for one statement, in one block of memory: features append values, and a
/// driver hands the database pointers to them. Nothing is allocated for a value or a row.
public struct Parameters: Sendable {
    @usableFromInline
    enum Cell: Sendable {
        case null
        case integer(Int64)
        case text(start: Int, count: Int)
        case blob(start: Int, count: Int)
    }

    /// The values of all rows, and where each row starts.
    @usableFromInline var cells: [Cell] = []
    @usableFromInline var rowStarts: [Int] = []
    /// What the texts and blobs of all rows consist of.
    @usableFromInline var bytes: [UInt8] = []

    public init() {}

    /// - Parameter rows: Each a run of the statement, its values in the order of their numbers.
    public init(_ rows: [[Value]]) {
        for values in rows {
            beginRow()
            for value in values { append(value) }
        }
    }

    public var rowCount: Int { rowStarts.count }

    /// Starts the parameters of another run.
    @inlinable
    public mutating func beginRow() { rowStarts.append(cells.count) }

    @inlinable
    public mutating func append(_ value: some Bindable) { value.bind(to: &self) }

    // Up to four at a time: rows read as lines, and each call is compiled for its own types.

    @inlinable
    public mutating func append(_ first: some Bindable, _ second: some Bindable) {
        first.bind(to: &self)
        second.bind(to: &self)
    }

    @inlinable
    public mutating func append(
        _ first: some Bindable, _ second: some Bindable, _ third: some Bindable
    ) {
        append(first, second)
        third.bind(to: &self)
    }

    @inlinable
    public mutating func append(
        _ first: some Bindable, _ second: some Bindable, _ third: some Bindable,
        _ fourth: some Bindable
    ) {
        append(first, second)
        append(third, fourth)
    }

    @inlinable
    public mutating func appendNull() { cells.append(.null) }

    /// Appends text that `write` puts at the end of what it is given, as UTF-8.
    @inlinable
    public mutating func appendText(_ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        cells.append(.text(start: start, count: bytes.count - start))
    }

    /// Appends bytes that `write` puts at the end of what it is given.
    @inlinable
    public mutating func appendBlob(_ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        cells.append(.blob(start: start, count: bytes.count - start))
    }

    /// The values of a row.
    func row(_ index: Int) -> ArraySlice<Cell> {
        cells[rowStarts[index]..<(index + 1 < rowCount ? rowStarts[index + 1] : cells.count)]
    }
}

/// What a parameter can be made of.
public protocol Bindable {
    /// Appends exactly one value to a row.
    func bind(to parameters: inout Parameters)
}

extension Int64: Bindable {
    @inlinable
    public func bind(to parameters: inout Parameters) { parameters.cells.append(.integer(self)) }
}

/// 1 or 0: the shared SQL subset has no boolean.
extension Bool: Bindable {
    @inlinable
    public func bind(to parameters: inout Parameters) { Int64(self ? 1 : 0).bind(to: &parameters) }
}

extension String: Bindable {
    @inlinable
    public func bind(to parameters: inout Parameters) {
        parameters.appendText { $0 += utf8 }
    }
}

/// Bytes; nothing else comes in arrays.
extension [UInt8]: Bindable {
    @inlinable
    public func bind(to parameters: inout Parameters) { parameters.appendBlob { $0 += self } }
}

extension Optional: Bindable where Wrapped: Bindable {
    @inlinable
    public func bind(to parameters: inout Parameters) {
        guard let self else { return parameters.appendNull() }
        self.bind(to: &parameters)
    }
}

extension Value: Bindable {
    public func bind(to parameters: inout Parameters) {
        switch self {
        case .null: parameters.appendNull()
        case .integer(let integer): parameters.append(integer)
        case .text(let text): parameters.append(text)
        case .blob(let bytes): parameters.append(bytes)
        }
    }
}
