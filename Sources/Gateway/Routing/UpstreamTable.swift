// SPDX-License-Identifier: Apache-2.0

/// What an upstream is asked for: the part of its settings that decides.
struct UpstreamRule: Sendable {
    let models: [ModelPattern]
    /// Paths behind the base URL; nil for all that its protocol has.
    let operations: Set<String>?
    let wireProtocol: UpstreamProtocol
    let rename: [String: String]

    init(_ settings: UpstreamSettings) {
        models = settings.models
        operations = settings.operations.map { Set($0.map { "/" + $0 }) }
        wireProtocol = settings.wireProtocol
        rename = settings.rename
    }

    fileprivate func serves(_ operation: String) -> Bool {
        wireProtocol.serves(operation) && operations?.contains(operation) ?? true
    }

    fileprivate func takes(_ model: AskedModel) -> Bool {
        models.contains { $0.matches(model.asked) || $0.matches(model.priced) }
    }

    /// Whether it says of this model that it takes it, and not of all there are.
    fileprivate func names(_ model: AskedModel) -> Bool {
        name(of: model) != nil
            || models.contains {
                $0 != .any && ($0.matches(model.asked) || $0.matches(model.priced))
            }
    }

    fileprivate func name(of model: AskedModel) -> String? {
        rename.isEmpty ? nil : rename[model.asked] ?? rename[model.priced]
    }
}

/// A model, as a client calls it and as its price is found.
struct AskedModel: Hashable, Sendable {
    /// As the client wrote it.
    let asked: String
    /// `provider/name`.
    let priced: String
}

/// Which upstreams take which calls, in the order in which they are asked.
///
/// - Parameter Target: Whatever stands for an upstream.
struct UpstreamTable<Target: Sendable>: Sendable {
    /// An upstream that takes a call.
    struct Candidate: Sendable {
        let upstream: Target
        /// What it calls the model, nil where nothing is said of it.
        let name: String?
    }

    private let entries: [(rule: UpstreamRule, upstream: Target)]

    init(_ entries: [(rule: UpstreamRule, upstream: Target)]) {
        self.entries = entries
    }

    var isEmpty: Bool { entries.isEmpty }
    var upstreams: [Target] { entries.map(\.upstream) }

    /// Who takes a call of a model, the first choice first; empty when nobody does.
    ///
    /// - Parameter operation: A path behind the base URL, such as `/chat/completions`.
    func candidates(for model: AskedModel, _ operation: String) -> [Candidate] {
        entries.compactMap { entry in
            guard entry.rule.serves(operation), entry.rule.takes(model) else { return nil }
            return Candidate(upstream: entry.upstream, name: entry.rule.name(of: model))
        }
    }

    /// Whether an upstream that takes these calls is said to have this model, or models like it:
    /// `*` says nothing.
    func name(_ model: AskedModel, _ operation: String) -> Bool {
        entries.contains { $0.rule.serves(operation) && $0.rule.names(model) }
    }
}
