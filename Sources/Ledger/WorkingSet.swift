// SPDX-License-Identifier: Apache-2.0

/// The holds or charges of an account that commands are about: what was loaded and what was made,
/// in the order of their ids, and what has to be written of it.
///
/// An array, not a dictionary: ids grow with time, so what comes mostly goes to the end.
struct WorkingSet<Element: Identifiable & Sendable>: Sendable where Element.ID: Comparable {
    private enum State {
        case loaded
        case changed
        case new
    }

    private struct Member {
        var element: Element
        var state: State
    }

    private var members: [Member] = []

    /// All that is in hand.
    var all: some Sequence<Element> { members.lazy.map(\.element) }

    /// What has to be inserted, in the order of ids.
    var new: [Element] { members.filter { $0.state == .new }.map(\.element) }

    /// What has to be updated, in the order of ids.
    var changed: [Element] { members.filter { $0.state == .changed }.map(\.element) }

    subscript(id: Element.ID) -> Element? {
        let place = firstPlace(notBefore: id)
        guard place < members.count, members[place].element.id == id else { return nil }
        return members[place].element
    }

    /// Puts in what was loaded; what is already there is kept.
    mutating func load(_ element: Element) {
        let place = firstPlace(notBefore: element.id)
        guard place == members.count || members[place].element.id != element.id else { return }
        members.insert(Member(element: element, state: .loaded), at: place)
    }

    /// Puts in what was made. An id that is used twice becomes two rows, of which the tables refuse
    /// one.
    mutating func add(_ element: Element) {
        members.insert(
            Member(element: element, state: .new), at: firstPlace(notBefore: element.id))
    }

    /// Replaces what is there.
    mutating func update(_ element: Element) {
        let place = firstPlace(notBefore: element.id)
        members[place].element = element
        if members[place].state == .loaded { members[place].state = .changed }
    }

    private func firstPlace(notBefore id: Element.ID) -> Int {
        guard let last = members.last, id <= last.element.id else { return members.count }
        var (low, high) = (0, members.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if members[middle].element.id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Hold: Identifiable {}
extension Charge: Identifiable {}
