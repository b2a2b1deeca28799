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
    fileprivate var specificity: Int {
        (organization == nil ? 0 : 8) + (model == nil ? 0 : 4) + (provider == nil ? 0 : 2)
            + (operation == nil ? 0 : 1)
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
    /// The first rule that holds is meant.
    private let ordered: [Entry]

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
        ordered = entries.sorted { left, right in
            let (ours, theirs) = (left.rule, right.rule)
            if ours.specificity != theirs.specificity {
                return ours.specificity > theirs.specificity
            }
            if ours.validity.from != theirs.validity.from {
                return ours.validity.from > theirs.validity.from
            }
            return ours.percent < theirs.percent
        }
    }

    public func markup(for call: Call, at instant: Instant) -> Markup {
        ordered.first { $0.rule.holds(for: call, at: instant) }?.markup ?? standard
    }
}

/// A rule whose percentage is no markup: below −100, beyond 10,000, or too fine.
public struct MarkupRuleRefusal: Error, Hashable, CustomStringConvertible {
    /// Which of the rules.
    public let index: Int
    public let percent: ExactDecimal

    public var description: String { "\(percent) % is no markup" }
}
