// SPDX-License-Identifier: Apache-2.0

/// What several sources together say of each model: the first source that lists a model prices it,
/// those that agree with it complete it, and all are kept beside it for comparison.
public struct PriceMerge: Sendable {
    public struct Proposal: Sendable {
        public let model: PricedModel
        /// The source whose prices these are.
        public let source: String
        /// What other sources say of the same model.
        public let rivals: [Rival]
    }

    public struct Rival: Sendable {
        public let source: String
        public let model: PricedModel
        /// Whether its source said so once, and states no usable price now.
        public let isKept: Bool
    }

    public let proposals: [ModelKey: Proposal]

    /// - Parameter lists: In the order in which they are trusted, lists by hand first; behind those
    ///   a provider's own list goes before others.
    public init(_ lists: [SourceList]) {
        var found: [ModelKey: [Rival]] = [:]
        func take(_ list: SourceList, where isMeant: (PricedModel) -> Bool) {
            for model in list.models where isMeant(model) {
                let isKept = list.kept.contains(model.key)
                found[model.key, default: []].append(
                    Rival(source: list.name, model: model, isKept: isKept))
            }
        }
        for list in lists where list.isByHand { take(list) { _ in true } }
        let others = lists.filter { !$0.isByHand }
        for list in others { take(list) { $0.provider == list.home } }
        for list in others { take(list) { $0.provider != list.home } }
        var keys = NameRegister(found.keys)
        var proposals: [ModelKey: Proposal] = [:]
        for key in found.keys.sorted() {
            guard let all = found[key], let first = all.first else { continue }
            var identity = first.model.identity
            identity.aliases = keys.claim(all.flatMap(\.model.aliases), for: key)
            let rivals = Array(all.dropFirst())
            var rates = first.model.rates.countedAs(in: rivals.map(\.model))
            for rival in rivals { rates = rates.completed(by: rival.model.rates) }
            proposals[key] = Proposal(
                model: PricedModel(identity, rates: rates), source: first.source, rivals: rivals)
        }
        self.proposals = proposals
    }
}

extension PriceMerge {
    /// Of models that are to stand in one book, those that must give up aliases, without them.
    ///
    /// The names of a proposal are settled among all proposals; when one of them is held back, the
    /// model that stays in its place may have names that are others' by now.
    package static func givingUpNames(
        in models: [ModelKey: PricedModel]
    ) -> [ModelKey: PricedModel] {
        var register = NameRegister(models.keys)
        var changed: [ModelKey: PricedModel] = [:]
        for (key, model) in models.sorted(by: { $0.key < $1.key }) where !model.aliases.isEmpty {
            let granted = register.claim(model.aliases, for: key)
            guard granted.count < model.aliases.count else { continue }
            var identity = model.identity
            identity.aliases = granted
            changed[key] = PricedModel(identity, rates: model.rates)
        }
        return changed
    }
}

/// Who may answer to which name: within a provider a model's own name comes before any alias, and
/// an alias belongs to the first that claims it. Lists of thousands of models are not tidy.
private struct NameRegister {
    private var owners: [ModelKey: ModelKey] = [:]

    init(_ keys: some Sequence<ModelKey>) {
        for key in keys {
            owners[key] = key
            let prefix = key.provider + "/"
            let long = key.name.hasPrefix(prefix) ? key.name : prefix + key.name
            if owners[ModelKey(provider: key.provider, name: long)] == nil {
                owners[ModelKey(provider: key.provider, name: long)] = key
            }
        }
    }

    mutating func claim(_ aliases: [String], for key: ModelKey) -> [String] {
        var granted: [String] = []
        let prefix = key.provider + "/"
        for alias in aliases where alias != key.name && !granted.contains(alias) {
            // A book knows every name with the provider before it, too.
            let spellings = alias.hasPrefix(prefix) ? [alias] : [alias, prefix + alias]
            let names = spellings.map { ModelKey(provider: key.provider, name: $0) }
            guard names.allSatisfy({ owners[$0] == nil || owners[$0] == key }) else { continue }
            for name in names { owners[name] = key }
            granted.append(alias)
        }
        return granted
    }
}

extension [PriceRate] {
    /// These rates, and from another list those that it adds, when it agrees about every price that
    /// both state: searches and service tiers that the first list does not know.
    ///
    /// A list that differs anywhere may be an older one, and adds nothing.
    fileprivate func completed(by others: [PriceRate]) -> [PriceRate] {
        var isAnyShared = false
        var added: [PriceRate] = []
        for other in others {
            let same = filter { $0.meter == other.meter && $0.conditions == other.conditions }
            if same.isEmpty {
                added.append(other)
                continue
            }
            isAnyShared = true
            let isAgreed = same.contains { $0.costsTheSame(as: other) }
            guard isAgreed else { return self }
        }
        return isAnyShared ? self + added : self
    }

    /// These rates with minimums, steps and the like from other lists of the same model where this
    /// one says nothing of them: price lists state prices, few state how things are counted.
    fileprivate func countedAs(in others: [PricedModel]) -> [PriceRate] {
        map { rate in
            guard rate.counting == .plain else { return rate }
            let stated = others.lazy.flatMap(\.rates).first {
                $0.meter == rate.meter && $0.conditions == rate.conditions
                    && $0.counting != .plain
            }
            return stated.map { rate.copy(counting: $0.counting) } ?? rate
        }
    }
}
