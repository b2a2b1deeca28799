// SPDX-License-Identifier: Apache-2.0

/// A part of a list, and where the next part starts.
public struct Page<Element: Sendable>: Sendable {
    public let items: [Element]
    /// The position of the last item when more follow, nil on the last page. Opaque to clients: the
    /// edge wraps it.
    public let next: String?

    /// Cuts a page out of up to `limit + 1` fetched elements: the surplus one says that more
    /// follow.
    public init(_ fetched: [Element], limit: Int, position: (Element) -> String) {
        guard fetched.count > limit else {
            items = fetched
            next = nil
            return
        }
        items = Array(fetched.prefix(limit))
        next = items.last.map(position)
    }

    /// A page that ends where its search ended.
    public init(_ items: [Element], next: String?) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Element: Equatable {}
