// SPDX-License-Identifier: Apache-2.0

package import Billing
import Feeds
package import Money
import Pricing

/// Where prices come from, how often they are looked at, and what goes on top of them.
package struct PricingSettings: Sendable {
    package let sources: [PriceSource]
    package let refreshInterval: Duration
    package let staleAfterSeconds: Int64
    /// Where no rule says otherwise.
    package let markup: Markup

    /// - Parameter isSandbox: Whether there is no upstream: then a server that is only tried out
    ///   asks nobody for anything.
    init(_ settings: Settings, isSandbox: Bool) throws(SettingRefusal) {
        let stated = try settings.optional(.pricingSources) { PricingSettings.sources(in: $0) }
        sources = stated ?? (isSandbox ? [] : PricingSettings.standardSources)
        let hours = try settings.required(.pricingRefreshHours, PricingSettings.hours)
        refreshInterval = .seconds(hours * 3_600)
        let staleHours = try settings.required(.pricingStaleHours, PricingSettings.hours)
        staleAfterSeconds = staleHours * 3_600
        markup = try settings.required(.markup) { text in
            do throws(DecimalRefusal) {
                return Markup(percent: try ExactDecimal(text: text))
            } catch {
                return nil
            }
        }
    }

    /// The public lists that between them know nearly every model that is sold.
    static let standardSources = [
        PriceSource(
            name: "litellm", format: .litellm,
            location: "https://raw.githubusercontent.com/BerriAI/litellm/main/"
                + "model_prices_and_context_window.json"),
        PriceSource(
            name: "models.dev", format: .modelsDev, location: "https://models.dev/api.json"),
        PriceSource(
            name: "openrouter", format: .openrouter,
            location: "https://openrouter.ai/api/v1/models"),
        PriceSource(
            name: "vercel", format: .vercel, location: "https://ai-gateway.vercel.sh/v1/models"),
    ]

    private static func hours(_ text: String) -> Int64? {
        Int64(text).flatMap { (1...8_760).contains($0) ? $0 : nil }
    }

    /// Reads `standard`, `off` or `name=location,…`; nil when it is none of them.
    static func sources(in text: String) -> [PriceSource]? {
        switch text {
        case "off": return []
        case "standard": return standardSources
        default: break
        }
        var sources: [PriceSource] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = String(part).trimmed.split(separator: "=", maxSplits: 1)
            guard sides.count == 2,
                let source = PriceSource(
                    named: String(sides[0]).trimmed, at: String(sides[1]).trimmed),
                !sources.contains(where: { $0.name == source.name })
            else { return nil }
            sources.append(source)
        }
        return sources
    }
}

extension PriceSource {
    /// A source whose name says its format: `litellm`, `florin-fal`.
    ///
    /// - Returns: Nil when it does not, or there is no such location.
    init?(named name: String, at location: String) {
        guard let format = CatalogFormat(prefixing: name), FeedLocation(location) != nil else {
            return nil
        }
        self.init(name: name, format: format, location: location)
    }
}

extension CatalogFormat {
    /// The format that a source's name begins with: the whole of it, or up to a dash.
    init?(prefixing name: String) {
        guard name.utf8.count <= 64, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let format = CatalogFormat.allCases.first(where: {
                name == $0.rawValue || name.hasPrefix($0.rawValue + "-")
            })
        else { return nil }
        self = format
    }
}
