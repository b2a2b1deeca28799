// SPDX-License-Identifier: Apache-2.0

import Pricing
import Vocabulary

/// What follows from a state of the sources: what goes live, and what is held back until an
/// operator has looked at it. Pure, but for the digests.
struct PriceStaging: Sendable {
    struct Held: Sendable {
        enum Proposal: Sendable {
            case model(PriceDocuments.Document)
            case removal
            /// There is no price that could go live.
            case nothing(UnusableEntry)
        }

        let key: ModelKey
        let source: String
        let proposal: Proposal
        let alarms: [PriceAlarm]
    }

    struct Accepted: Sendable {
        let key: ModelKey
        /// Nil drops the model.
        let document: PriceDocuments.Document?
        let source: String
    }

    private(set) var accepted: [Accepted] = []
    private(set) var held: [Held] = []
    /// Pending proposals that no source makes any more.
    private(set) var withdrawn: [PriceState.Verdict] = []
    /// What a source no longer states where a price belongs.
    private(set) var lapsed: [UnusableEntry] = []

    /// - Parameters:
    ///   - lists: What the sources list now, the most trusted first.
    ///   - used: Of the models that no list has any more, those that somebody paid for lately.
    init(
        _ state: PriceState, lists: [SourceList], check: PriceCheck, used: Set<ModelKey>
    ) {
        let merge = PriceMerge(lists)
        var proposed: Set<PriceState.Verdict> = []
        for (key, proposal) in merge.proposals.sorted(by: { $0.key < $1.key }) {
            let document = PriceDocuments.Document(proposal.model)
            guard document.digest != state.acceptedDigests[key] else { continue }
            let verdict = PriceState.Verdict(key: key, digest: document.digest)
            proposed.insert(verdict)
            let alarms = check.alarms(
                for: proposal.model, replacing: state.accepted[key],
                rivals: proposal.rivals.filter {
                    $0.source != PriceSource.builtin.name && !$0.isKept
                })
            if alarms.isEmpty {
                accepted.append(Accepted(key: key, document: document, source: proposal.source))
            } else if !state.isKnown(verdict) {
                held.append(
                    Held(
                        key: key, source: proposal.source, proposal: .model(document),
                        alarms: alarms))
            }
        }
        stageRemovals(state, of: PriceStaging.vanished(state, from: lists), &proposed, used)
        withdrawn = state.pending.subtracting(proposed).sorted { $0.key < $1.key }
    }

    /// Holds, once, what a source states where a price belongs and what is none, and ends what it
    /// states no more.
    mutating func hold(
        unusable prices: [ModelKey: [UnusablePrice]], of source: String, _ state: PriceState
    ) {
        let known = state.unusable.filter { $0.source == source }
        var stated: Set<UnusableEntry> = []
        for (key, prices) in prices.sorted(by: { $0.key < $1.key }) {
            let entry = UnusableEntry(prices, of: key, in: source)
            stated.insert(entry)
            guard !known.contains(entry) else { continue }
            held.append(
                Held(
                    key: key, source: source, proposal: .nothing(entry),
                    alarms: prices.map { .unusable($0) }))
        }
        lapsed = known.subtracting(stated).sorted { $0.key < $1.key }
    }

    /// The models that are priced until now and that no list has any more.
    static func vanished(_ state: PriceState, from lists: [SourceList]) -> Set<ModelKey> {
        var keys = Set(state.accepted.keys)
        for list in lists { keys.subtract(list.models.map(\.key)) }
        return keys
    }

    private mutating func stageRemovals(
        _ state: PriceState, of vanished: Set<ModelKey>,
        _ proposed: inout Set<PriceState.Verdict>, _ used: Set<ModelKey>
    ) {
        for key in vanished.sorted() {
            let verdict = PriceState.Verdict(key: key, digest: "")
            proposed.insert(verdict)
            if !used.contains(key) {
                accepted.append(Accepted(key: key, document: nil, source: "none"))
            } else if !state.isKnown(verdict) {
                held.append(
                    Held(key: key, source: "none", proposal: .removal, alarms: [.vanishedInUse]))
            }
        }
    }
}
