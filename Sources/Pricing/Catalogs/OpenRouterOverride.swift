// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// One of a model's `overrides`: other prices while all of its conditions hold.
struct OpenRouterOverride {
    /// Its path in the entry.
    let field: String
    /// By the list's own keys; a key that is absent keeps its price.
    var prices: [String: ExactDecimal] = [:]
    /// Strictly more prompt tokens than this.
    private(set) var over: Int64?
    /// Minutes of the day; the window goes past midnight when it ends before it starts.
    private var start: Int?
    private var end: Int?
    private var weekdays: Set<TimeWindow.Weekday>?

    /// More than any list has; what a schedule costs grows with the square of it.
    static let countMax = 32

    private static let weekdayNames: [String: TimeWindow.Weekday] = [
        "monday": .monday, "tuesday": .tuesday, "wednesday": .wednesday, "thursday": .thursday,
        "friday": .friday, "saturday": .saturday, "sunday": .sunday,
    ]

    init(field: String) {
        self.field = field
    }

    /// Reads a member that is no price. One that is not known may be a condition, and an override
    /// without its condition would be a price for everybody.
    mutating func read(condition name: String, _ value: JSON) throws(EntryRefusal) {
        let path = "\(field).\(name)"
        switch name {
        case "min_prompt_tokens": over = try PriceListEntry.count(value, field: path)
        case "utc_start": start = try OpenRouterOverride.minute(value, field: path)
        case "utc_end": end = try OpenRouterOverride.minute(value, field: path)
        case "utc_days":
            var weekdays: Set<TimeWindow.Weekday> = []
            for day in try PriceListEntry.elements(of: value, field: path) {
                let name = try PriceListEntry.text(day, field: path)
                guard let weekday = OpenRouterOverride.weekdayNames[name] else {
                    throw EntryRefusal(field: path, reason: .malformed("days of the week"))
                }
                weekdays.insert(weekday)
            }
            self.weekdays = weekdays
        default: throw EntryRefusal(field: path, reason: .unknownCondition)
        }
    }

    /// 1630 is half past four in the afternoon.
    private static func minute(_ value: JSON, field: String) throws(EntryRefusal) -> Int {
        let clock = try PriceListEntry.count(value, field: field)
        let (hour, minute) = clock.quotientAndRemainder(dividingBy: 100)
        guard minute < 60, hour < 24 || clock == 2_400 else {
            throw EntryRefusal(field: field, reason: .malformed("a time of the day as HHMM"))
        }
        return Int(hour * 60 + minute)
    }

    /// Whether the conditions make sense together.
    func check() throws(EntryRefusal) {
        guard (start == nil) == (end == nil), start == nil || start != end else {
            throw EntryRefusal(
                field: "\(field).utc_end", reason: .malformed("the end of a window with a start"))
        }
    }

    var isTimed: Bool { start != nil || weekdays != nil }

    /// The minutes at which it may begin or cease to hold.
    var cuts: [Int] { [start, end].compactMap { $0 } }

    /// Whether the time is within the window. The day is that of the request, also past midnight.
    func holds(at minute: Int, on weekday: TimeWindow.Weekday) -> Bool {
        if let weekdays, !weekdays.contains(weekday) { return false }
        guard let start, let end else { return true }
        return start < end
            ? start <= minute && minute < end : start <= minute || minute < end
    }
}
