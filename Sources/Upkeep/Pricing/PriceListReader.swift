// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Feeds
public import Pricing
public import Vocabulary

/// Why a price list cannot be taken.
public enum PriceListRefusal: Error, Hashable, Sendable {
    case notFetched(FeedFailure)
    case notYAML(String)
    case notRead(CatalogRefusal)
}

extension PriceListRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFetched(let failure): failure.description
        case .notYAML(let reason): "it is no YAML: \(reason)"
        case .notRead(let refusal): refusal.description
        }
    }
}

/// Makes deliveries of the bytes of price lists, whatever their format.
public struct PriceListReader: Sendable {
    /// Makes JSON of YAML.
    public typealias YAML = @Sendable ([UInt8]) throws -> [UInt8]

    private let yaml: YAML

    /// - Parameter yaml: Florin's own lists may be YAML, which this room cannot read.
    public init(yaml: @escaping YAML) {
        self.yaml = yaml
    }

    /// - Parameters:
    ///   - etag: What the publisher calls this state of its list.
    ///   - startedAt: When somebody began to ask for it.
    public func read(
        _ bytes: [UInt8], of source: PriceSource, etag: String? = nil, startedAt: Instant
    ) throws(PriceListRefusal) -> PriceBooks.Delivery {
        let hash = PriceBooks.contentHash(of: bytes)
        let json = source.format == .florin ? try jsonBytes(bytes) : bytes
        do throws(CatalogRefusal) {
            let catalog = try ImportedCatalog(
                parsing: json, format: source.format,
                source: "\(source.name) sha256:\(hash.prefix(12))")
            return PriceBooks.Delivery(
                source, catalog, etag: etag, contentHash: hash, startedAt: startedAt)
        } catch {
            throw .notRead(error)
        }
    }

    /// What begins with a brace is JSON already: a catalog is an object.
    private func jsonBytes(_ bytes: [UInt8]) throws(PriceListRefusal) -> [UInt8] {
        let first = bytes.first { $0 > 0x20 }
        guard first != UInt8(ascii: "{") else { return bytes }
        do {
            return try yaml(bytes)
        } catch {
            throw .notYAML("\(error)")
        }
    }
}
