// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Pricing
import Upkeep
import Vocabulary

/// What `florin pricing import` is asked to take.
public struct ImportRequest: Sendable {
    /// A path, or `-` for standard input.
    public var path: String
    public var format: CatalogFormatArgument
    /// Nil for one that follows from the format and the file's name.
    public var source: String?
    public var effectiveAt: TimeArgument?
    public var isDryRun = false
    /// Whether to list what the reader left out or interpreted.
    public var showsNotes = false

    public init(path: String, format: CatalogFormatArgument) {
        self.path = path
        self.format = format
    }

    /// The whole of LiteLLM's list has some two megabytes.
    private static let bytesMax = 64 << 20

    func bytes() throws(CommandFailure) -> [UInt8] {
        guard path != "-" else {
            guard let bytes = Console.input(limit: Self.bytesMax) else {
                throw CommandFailure("standard input cannot be read, or has more than 64 MiB")
            }
            return bytes
        }
        guard let bytes = Files.bytes(at: path) else {
            throw CommandFailure("\(path) cannot be read", code: "resource_not_found")
        }
        return bytes
    }

    /// Lists of one name replace each other, so lists of one's own are told apart by their files.
    func priceSource() throws(CommandFailure) -> PriceSource {
        let file = path.split(separator: "/").last?.split(separator: ".").first.map(String.init)
        let own = path == "-" ? "florin" : "florin-\(file ?? "list")"
        let name = source ?? (format == .florin ? own : format.rawValue)
        let isPlain = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isPlain, (1...64).contains(name.utf8.count), name != PriceSource.builtin.name else {
            throw CommandFailure(
                "a source has a name of 1 to 64 visible ASCII characters, and not \"builtin\"",
                code: "validation_error")
        }
        return PriceSource(name: name, format: format.format, location: path)
    }
}

extension Commands {
    /// `florin pricing import`.
    public func importPrices(_ request: ImportRequest) async throws -> Report {
        let source = try request.priceSource()
        let bytes = try request.bytes()
        return try await visitPrices { house, prices in
            defer { Console.stage(nil) }
            Console.stage("reading \(bytes.count >> 10) KiB")
            let delivery = try prices.refresh.reader.read(
                bytes, of: source, startedAt: house.clock.now)
            Console.stage("checking \(counted(delivery.catalog.models.count, "model"))")
            guard !request.isDryRun else {
                let trial = try await prices.books.tryOut(
                    delivery, effectiveAt: request.effectiveAt?.instant)
                return ImportReportView(request, delivery, ImportReportView.Outcome(trial)).report
            }
            let run = try await prices.books.take(
                delivery,
                PriceBooks.Occasion(.imported, effectiveAt: request.effectiveAt?.instant))
            let outcome = try await self.outcome(of: run, in: house)
            return ImportReportView(request, delivery, outcome).report
        }
    }

    private func outcome(
        of run: PriceRun, in house: House
    ) async throws -> ImportReportView.Outcome {
        try await house.database.read { connection in
            let book = try run.book.flatMap { try PriceBooks.record($0, on: connection) }
            var held: [QuarantinedPrice] = []
            var cursor: QuarantineID?
            repeat {
                let page = try Quarantine.list(.pending, before: cursor, limit: 200, on: connection)
                let own = page.items.filter { $0.createdAt >= run.startedAt }
                held += own
                let isWhole = own.count < page.items.count
                cursor = isWhole ? nil : page.next.flatMap { QuarantineID($0) }
            } while cursor != nil
            return ImportReportView.Outcome(run, book, held)
        }
    }
}
