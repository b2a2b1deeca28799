// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Vocabulary

/// Reads LiteLLM's list of models (`model_prices_and_context_window.json`): one object, each
/// member a model of one provider with flat prices in USD for one unit.
///
/// What the fields mean is in facts/pricing-data.md, section 2.
struct LiteLLMReader {
    private let source: String
    private var report = ImportReport()
    private var groups: [Group] = []
    private var positions: [String: Int] = [:]

    /// The entries of one model: itself, and in other regions, sizes and qualities.
    struct Group {
        let provider: String
        let model: String
        var entries: [LiteLLMEntry] = []
        var identities: [PricedModel.Identity] = []
        /// Keys that mean the model with nothing added.
        var keys: [String] = []
        /// The positions in ``entries`` by what their keys add.
        var byDimensions: [[String: String]: Int] = [:]
    }

    /// - Throws: ``CatalogRefusal`` when the bytes are no JSON object.
    static func read(
        _ bytes: [UInt8], source: String
    ) throws(CatalogRefusal) -> ImportedCatalog {
        let json: JSON
        do throws(JSONRefusal) {
            json = try JSON(parsing: bytes, limits: .foreignCatalog)
        } catch {
            throw .notJSON(error)
        }
        guard let members = json.object?.members else {
            throw .malformed(path: "list", expected: "an object of models")
        }
        var reader = LiteLLMReader(source: source)
        var fields = LiteLLMFieldNames()
        for (key, value) in members { reader.add(key, value, &fields) }
        return reader.finished(entriesIn: members.count)
    }

    private init(source: String) {
        self.source = source
    }

    private mutating func add(_ key: String, _ value: JSON, _ fields: inout LiteLLMFieldNames) {
        guard let object = value.object, !LiteLLMReader.documentation.contains(key) else {
            skip(key, of: nil, LiteLLMEntry.Skip(reason: .notAModel))
            return
        }
        let provider = object["litellm_provider"]?.string ?? ""
        guard !key.hasControlCharacters, !provider.hasControlCharacters else {
            let reason = ImportReport.Reason.malformed("a name without control characters")
            skip(key, of: nil, LiteLLMEntry.Skip(reason: reason))
            return
        }
        do throws(LiteLLMEntry.Skip) {
            let entry = try LiteLLMEntry(key: key, object: object, fields: &fields)
            report.notes += entry.notes
            add(entry, identity(of: entry, object))
        } catch {
            skip(key, of: ModelKey(litellm: key, object), error)
        }
    }

    /// Members of the list that describe it: an example, and rules for names that are not in it.
    private static let documentation = ["sample_spec", "fallback_generalizations"]

    private mutating func skip(_ key: String, of model: ModelKey?, _ skip: LiteLLMEntry.Skip) {
        report.skipped.append(
            ImportReport.Note(entry: key, of: model, field: skip.field, reason: skip.reason))
    }

    private mutating func add(_ entry: LiteLLMEntry, _ identity: PricedModel.Identity) {
        let name = entry.name
        let qualified = "\(name.provider)\n\(name.model)"
        let position = positions[qualified] ?? groups.count
        if position == groups.count {
            positions[qualified] = position
            groups.append(Group(provider: name.provider, model: name.model))
        }
        if name.dimensions.isEmpty { groups[position].keys.append(entry.key) }
        guard let index = groups[position].byDimensions[name.dimensions] else {
            groups[position].byDimensions[name.dimensions] = groups[position].entries.count
            groups[position].entries.append(entry)
            groups[position].identities.append(identity)
            return
        }
        let other = groups[position].entries[index]
        let isMeant = entry.isMeant(before: other)
        skip(
            isMeant ? other.key : entry.key,
            of: ModelKey(provider: name.provider, name: name.model),
            LiteLLMEntry.Skip(reason: .nameTwice("\(name.provider)/\(name.model)")))
        guard isMeant else { return }
        groups[position].entries[index] = entry
        groups[position].identities[index] = identity
    }

    private func identity(
        of entry: LiteLLMEntry, _ object: JSONObject
    ) -> PricedModel.Identity {
        let name = entry.name
        var identity = PricedModel.Identity(provider: name.provider, name: name.model)
        identity.vendor = Vendors.vendor(of: name.model, soldBy: name.provider)
        identity.operations = entry.mode.operations
        let sizes = [object["max_input_tokens"]?.int64, object["max_tokens"]?.int64]
        identity.contextWindow = sizes.compactMap { $0 }.first { $0 > 0 }
        identity.maxOutputTokens = object["max_output_tokens"]?.int64.flatMap { $0 > 0 ? $0 : nil }
        identity.deprecatedOn = object["deprecation_date"]?.string.flatMap { Instant(iso8601: $0) }
        identity.isDynamic = entry.isDynamic
        return identity
    }

    private consuming func finished(entriesIn: Int) -> ImportedCatalog {
        var report = report
        var names = NamesTaken()
        var pool = ConditionsPool()
        var models: [PricedModel] = []
        for group in groups {
            guard names.take(group.model, of: group.provider) else {
                report.skipped += group.entries.map {
                    ImportReport.Note(
                        entry: $0.key, field: "",
                        reason: .nameTwice("\(group.provider)/\(group.model)"))
                }
                continue
            }
            let model = group.model(source: source, names: &names, pool: &pool, report: &report)
            if let model { models.append(model) }
        }
        report.entriesIn = entriesIn
        report.modelsOut = models.count
        report.ratesOut = models.reduce(0) { $0 + $1.rates.count }
        return ImportedCatalog(source: source, models: models, report: report)
    }
}

extension ModelKey {
    /// The model that an entry is for, nil when it names no provider or no model.
    fileprivate init?(litellm key: String, _ object: JSONObject) {
        guard let provider = object["litellm_provider"]?.string, !provider.isEmpty else {
            return nil
        }
        let name = LiteLLMName(key: key, provider: provider)
        guard !name.model.isEmpty else { return nil }
        self.init(provider: name.provider, name: name.model)
    }
}

/// What each field's name means, looked up once: the list repeats a hundred names thousands of
/// times.
struct LiteLLMFieldNames {
    private var known: [String: LiteLLMField?] = [:]

    subscript(name: String) -> LiteLLMField? {
        mutating get {
            if let field = known[name] { return field }
            let field = LiteLLMField(name)
            known[name] = .some(field)
            return field
        }
    }
}

/// The names that models have so far, so that no two get one: a price book has each once.
struct NamesTaken {
    private var taken: Set<String> = []

    /// - Returns: Whether the name, and the name with the provider before it, were free.
    mutating func take(_ name: String, of provider: String) -> Bool {
        let prefix = provider + "/"
        let plain = "\(provider)\n\(name)"
        let qualified = name.hasPrefix(prefix) ? plain : "\(provider)\n\(prefix)\(name)"
        guard !taken.contains(plain), !taken.contains(qualified) else { return false }
        taken.insert(plain)
        taken.insert(qualified)
        return true
    }
}
