// SPDX-License-Identifier: Apache-2.0

import JSON

/// The model that an answer says made it, which of a router is the one that it picked.
enum AnsweringModel {
    /// Where an answer, or an event of one, names its model: OpenAI's at the top, Anthropic's and
    /// the responses' in what their first and last events tell of.
    private static let places = [["model"], ["message", "model"], ["response", "model"]]

    /// - Returns: Nil when the text names none, or is no JSON.
    static func name(in text: some Collection<UInt8>) -> String? {
        for place in places {
            guard let range = JSONScanner.member(place, of: text) else { continue }
            let start = text.index(text.startIndex, offsetBy: range.lowerBound)
            let end = text.index(text.startIndex, offsetBy: range.upperBound)
            do throws(JSONRefusal) {
                if let name = try JSON(parsing: text[start..<end]).string { return name }
            } catch {
                continue
            }
        }
        return nil
    }
}
