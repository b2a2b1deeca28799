// SPDX-License-Identifier: Apache-2.0

public import Billing
import Feeds

extension PriceSource {
    /// Whether a list that comes by hand may go by this name: any of 1 to 64 visible ASCII
    /// characters, but that of the list inside the program.
    public static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text != PriceSource.builtin.name
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// Whether a list can be fetched from there; the files of the server are not for those who only
    /// know its API.
    public static func isURL(_ text: String) -> Bool {
        guard text.utf8.count <= 2_048, case .url = FeedLocation(text) else { return false }
        return true
    }
}
