// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// Whose calls of what have which markup, and when. What is nil is not asked.
public struct MarkupRule: Hashable, Sendable {
    public var percent: ExactDecimal
    /// The organization's id: its contract.
    public var organization: String?
    public var provider: String?
    public var model: String?
    public var operation: Operation?
    public var validity: PriceRate.Validity

    public init(
        percent: ExactDecimal, organization: String? = nil, provider: String? = nil,
        model: String? = nil, operation: Operation? = nil, validity: PriceRate.Validity = .always
    ) {
        self.percent = percent
        self.organization = organization
        self.provider = provider
        self.model = model
        self.operation = operation
        self.validity = validity
    }

    fileprivate func holds(for call: MarkupTable.Call, at instant: Instant) -> Bool {
        (organization == nil || organization == call.organization)
            && (provider == nil || provider == call.provider)
            && (model == nil || model == call.model)
            && (operation == nil || operation == call.operation)
            && validity.contains(instant)
    }

    /// One bit for each condition, the more special ones higher.
    private var specificity: Int {
        (model == nil ? 0 : 4) + (provider == nil ? 0 : 2) + (operation == nil ? 0 : 1)
    }

    /// Of two rules of one organization, or of two for all, which one is meant.
    fileprivate func comesBefore(_ other: MarkupRule) -> Bool {
        if specificity != other.specificity { return specificity > other.specificity }
        if validity.from != other.validity.from { return validity.from > other.validity.from }
        return percent < other.percent
    }
}

/// All markup rules of a platform, as data: the most special one that holds is meant.
///
/// A rule for an organization goes before one for a model, that before one for a provider, and that
/// before one for an operation; of equals the later one is meant, and then the lower one. Where no
/// rule holds the platform's standard markup does.
public struct MarkupTable: Hashable, Sendable {
    /// What is to be marked up.
    public struct Call: Hashable, Sendable {
        public var organization: String?
        public var provider: String
        public var model: String
        public var operation: Operation?

        public init(
            organization: String? = nil, provider: String, model: String,
            operation: Operation? = nil
        ) {
            self.organization = organization
            self.provider = provider
            self.model = model
            self.operation = operation
        }
    }

    public let rules: [MarkupRule]
    /// The markup where no rule holds.
    public let standard: Markup
    /// The rules of each organization, and under nil those for all: of each list the first rule
    /// that holds is meant. A platform has few rules for all and a contract for many customers.
    private let ordered: [String?: [Entry]]

    private struct Entry: Hashable {
        let rule: MarkupRule
        let markup: Markup
    }

    /// - Throws: ``MarkupRuleRefusal`` for the first rule whose percentage is no markup.
    public init(
        _ rules: [MarkupRule] = [], standard: Markup = .standard
    ) throws(MarkupRuleRefusal) {
        var entries: [Entry] = []
        for (index, rule) in rules.enumerated() {
            guard let markup = Markup(percent: rule.percent) else {
                throw MarkupRuleRefusal(index: index, percent: rule.percent)
            }
            entries.append(Entry(rule: rule, markup: markup))
        }
        self.rules = rules
        self.standard = standard
        ordered = Dictionary(grouping: entries, by: \.rule.organization).mapValues {
            $0.sorted { $0.rule.comesBefore($1.rule) }
        }
    }

    private init(uniform: Markup) {
        rules = []
        standard = uniform
        ordered = [:]
    }

    /// One markup for everything.
    public static func uniform(_ markup: Markup) -> MarkupTable { MarkupTable(uniform: markup) }

    public func markup(for call: Call, at instant: Instant) -> Markup {
        let own = call.organization.flatMap { first(ordered[$0], for: call, at: instant) }
        return own ?? first(ordered[nil], for: call, at: instant) ?? standard
    }

    private func first(_ entries: [Entry]?, for call: Call, at instant: Instant) -> Markup? {
        entries?.first { $0.rule.holds(for: call, at: instant) }?.markup
    }
}

/// A rule whose percentage is no markup: below −100, beyond 10,000, or too fine.
public struct MarkupRuleRefusal: Error, Hashable, CustomStringConvertible {
    /// Which of the rules.
    public let index: Int
    public let percent: ExactDecimal

    public var description: String { "\(percent) % is no markup" }
}
