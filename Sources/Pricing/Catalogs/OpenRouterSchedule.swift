// SPDX-License-Identifier: Apache-2.0

import Money

/// What the overrides of a model come to, as rates.
///
/// OpenRouter goes through its overrides in order, and a later one wins key by key. A price book
/// knows no order: of the rates that hold it takes the one with the most conditions. So the week
/// is cut into windows in which the same overrides hold, and each window gets the prices that the
/// last of them leave, for each context threshold.
struct OpenRouterSchedule {
    private struct Use: Hashable {
        let override: Int
        let name: String
    }

    private struct Span: Hashable {
        var start: Int
        var end: Int
        let weekdays: [TimeWindow.Weekday]
        /// The positions of the overrides that hold in it, context aside.
        let overrides: [Int]

        var window: TimeWindow? {
            let isDaily = weekdays == TimeWindow.Weekday.allCases
            return TimeWindow(start: start, end: end, weekdays: isDaily ? nil : weekdays)
        }
    }

    private let overrides: [OpenRouterOverride]
    /// Those that hold at all times.
    private let timeless: [Int]
    /// The windows in which others hold too.
    private let spans: [Span]
    private var used: Set<Use> = []

    init(_ overrides: [OpenRouterOverride]) {
        self.overrides = overrides
        let timeless = overrides.indices.filter { !overrides[$0].isTimed }
        self.timeless = timeless
        spans = OpenRouterSchedule.spans(of: overrides).filter { $0.overrides != timeless }
    }

    private static func spans(of overrides: [OpenRouterOverride]) -> [Span] {
        let day = TimeWindow.minutesOfDay
        let cuts = Set(overrides.flatMap(\.cuts) + [0, day]).sorted()
        var spans: [Span] = []
        for (start, end) in zip(cuts, cuts.dropFirst()) {
            for (holding, weekdays) in groups(at: start, overrides) {
                let before = spans.firstIndex {
                    $0.end == start && $0.weekdays == weekdays && $0.overrides == holding
                }
                if let before {
                    spans[before].end = end
                } else {
                    spans.append(
                        Span(start: start, end: end, weekdays: weekdays, overrides: holding))
                }
            }
        }
        return joinedAtMidnight(spans)
    }

    /// Which overrides hold at a minute, and on which days it is those.
    private static func groups(
        at minute: Int, _ overrides: [OpenRouterOverride]
    ) -> [(overrides: [Int], weekdays: [TimeWindow.Weekday])] {
        var groups: [(overrides: [Int], weekdays: [TimeWindow.Weekday])] = []
        for weekday in TimeWindow.Weekday.allCases {
            let holding = overrides.indices.filter { overrides[$0].holds(at: minute, on: weekday) }
            if let index = groups.firstIndex(where: { $0.overrides == holding }) {
                groups[index].weekdays.append(weekday)
            } else {
                groups.append((holding, [weekday]))
            }
        }
        return groups
    }

    /// A daily window past midnight is one window, as its source wrote it.
    private static func joinedAtMidnight(_ spans: [Span]) -> [Span] {
        let week = TimeWindow.Weekday.allCases
        let first = spans.firstIndex { $0.start == 0 && $0.weekdays == week }
        let last = spans.firstIndex { $0.end == TimeWindow.minutesOfDay && $0.weekdays == week }
        guard let first, let last, first != last, spans[first].overrides == spans[last].overrides
        else { return spans }
        var spans = spans
        spans[last].end = spans[first].end
        spans.remove(at: first)
        return spans
    }

    /// Adds what one key costs, whatever holds.
    mutating func addRates(
        of name: String, base: ExactDecimal?, to meter: Meter, counting: PriceRate.Counting,
        entry: inout PriceListEntry
    ) throws(EntryRefusal) {
        let overs = Set(overrides.filter { $0.prices[name] != nil }.compactMap(\.over)).sorted()
        let thresholds = [nil] + overs.map { Optional($0) }
        let usual = prices(of: name, base: base, among: timeless, thresholds)
        var table: [(price: ExactDecimal?, over: Int64?, window: TimeWindow?)] = []
        for (index, over) in thresholds.enumerated()
        where index == 0 || usual[index] != usual[index - 1] {
            table.append((usual[index], over, nil))
        }
        for span in spans {
            let prices = prices(of: name, base: base, among: span.overrides, thresholds)
            // At every threshold, also where the price is the one below it: a window's price that
            // ends at a threshold would be no price above it.
            guard prices != usual else { continue }
            table += zip(prices, thresholds).map { ($0, $1, span.window) }
        }
        for (price, over, window) in table {
            guard let price else { continue }
            let conditions = RateConditions(
                context: over.map { RateConditions.ContextTier(over: $0) }, window: window)
            let field = conditions.isEmpty ? "pricing.\(name)" : "pricing.overrides (\(name))"
            try entry.add(
                meter, price, under: conditions, counting: counting, field: field)
        }
    }

    /// For each threshold the price that the last of the overrides leaves.
    private mutating func prices(
        of name: String, base: ExactDecimal?, among positions: [Int], _ thresholds: [Int64?]
    ) -> [ExactDecimal?] {
        var prices: [ExactDecimal?] = []
        for over in thresholds {
            let last = positions.last { position in
                let override = overrides[position]
                return override.prices[name] != nil && (override.over ?? -1) <= (over ?? -1)
            }
            if let last { used.insert(Use(override: last, name: name)) }
            prices.append(last.map { overrides[$0].prices[name] } ?? base)
        }
        return prices
    }

    /// Says of which prices nothing came.
    func noteUnused(in entry: inout PriceListEntry) {
        for (position, override) in overrides.enumerated() {
            for name in override.prices.keys.sorted()
            where !used.contains(Use(override: position, name: name)) {
                entry.note(
                    "\(override.field).\(name)",
                    .readAs("nothing: a later override holds whenever this one does"))
            }
        }
    }
}
