// SPDX-License-Identifier: Apache-2.0

import Database
import Vocabulary

extension Row {
    /// The typed id in a text column.
    ///
    /// - Throws: `DatabaseFailure.corrupt` when the text is no id of this kind.
    func id<Kind: IDKind>(_ column: Int) throws -> ID<Kind> {
        guard let id = withText(column, { ID<Kind>(utf8: $0) }) else {
            throw DatabaseFailure.corrupt(
                "\(text(column)) stands where a \(Kind.prefix)_ id belongs")
        }
        return id
    }

    func idOrNull<Kind: IDKind>(_ column: Int) throws -> ID<Kind>? {
        isNull(column) ? nil : try id(column)
    }

    func instant(_ column: Int) -> Instant { Instant(microseconds: integer(column)) }

    func instantOrNull(_ column: Int) -> Instant? { isNull(column) ? nil : instant(column) }
}

extension Value {
    /// The upper bound of a page: the id that the page before ended with, or a text that sorts
    /// after every id of this kind (`z` is the last digit, and no id starts with it).
    static func text<Kind: IDKind>(before cursor: ID<Kind>?) -> Value {
        .text(cursor?.description ?? "\(Kind.prefix)_z")
    }
}
