// SPDX-License-Identifier: Apache-2.0

import API
import Billing
import Database
import Foundation
import Gateway
import HTTPEdge
import HTTPTypes
import JSON
import Logging
import Pricing
import TestSupport
import Testing
import Upkeep
import Vocabulary

@Suite("the contract")
struct ContractTests {
    /// What a route and its description must agree on.
    struct Operation: Hashable, CustomStringConvertible {
        let method: String
        let path: String
        let id: String
        let scopes: String

        var description: String { "\(method) \(path) \(id) [\(scopes)]" }
    }

    @Test("openapi.yaml describes every route of the API and the gateway, and no other")
    func routesAndDescriptionsAgree() async throws {
        let served = Set(try await routes().map(operation(of:)))
        let described = Set(try describedOperations())
        #expect(served.subtracting(described).map(\.description).sorted() == [])
        #expect(described.subtracting(served).map(\.description).sorted() == [])
    }

    private func routes() async throws -> [Route] {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "florin-contract-\(UUID().uuidString).db").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let database = try await TestDatabase.open(path: path)
        let clock = Clock { .epoch }
        let keeper = Keeper(database: database, clock: clock)
        let desk = Desk(
            database: database, keeper: keeper, keys: KeyRing(database: database, clock: clock),
            clock: clock, ids: IDSource(clock: clock) { 0 },
            prices: try prices(database, clock),
            tiers: TierDesk(
                names: [], organizations: OrganizationTiers(database: database, clock: clock)),
            makeSecret: {
                var generator = SystemRandomNumberGenerator()
                return KeySecret(using: &generator)
            })
        let watch = Watch(
            version: "test", drain: Drain(), metrics: Metrics(),
            migrator: Migrator(Keeper.migrations),
            usage: UsageWatch(database: database, logger: Logger(label: "test")))
        let jobs = Jobs([], clock: clock, logger: Logger(label: "test"))
        let gateway = try Gateway(
            keeper: keeper, shelf: desk.prices.shelf,
            answers: KeptAnswers(database: database, clock: clock),
            videos: VideoJobs(database: database, clock: clock),
            tiers: desk.tiers.organizations, clock: clock, ids: desk.ids,
            configuration: GatewayConfiguration(), metrics: watch.metrics,
            logger: Logger(label: "test"))
        let routes = try API(desk: desk, watch: watch, jobs: jobs).routes + gateway.routes
        await database.close()
        return routes
    }

    private func prices(_ database: any Database, _ clock: Clock) throws -> PriceDesk {
        let logger = Logger(label: "test")
        let shelf = PriceShelf(
            database: database, clock: clock, fallback: try PriceBook(number: 0, models: []))
        let books = PriceBooks(
            database: database, clock: clock, ids: IDSource(clock: clock) { 0 })
        return PriceDesk(
            books: books,
            watch: PriceWatch(
                shelf, PriceHealth.Rule(sources: [], staleAfterSeconds: 1), database: database,
                clock: clock, logger: logger),
            refresh: PriceRefresh(
                [],
                with: PriceRefresh.Tools(
                    books: books, database: database, clock: clock,
                    reader: PriceListReader { $0 }),
                logger: logger))
    }

    private func operation(of route: Route) -> Operation {
        let scopes =
            switch route.access {
            case .open: "none"
            // Prices are shown to everybody; the gateway's models to whoever may look or call.
            case .optional: route.path.contains("/pricing") ? "none" : "read,spend"
            case .operator: "operator"
            case .organization(let scope, let other):
                ([scope] + (other.map { [$0] } ?? [])).map(\.rawValue).sorted()
                    .joined(separator: ",")
            }
        return Operation(
            method: route.method.rawValue.lowercased(), path: route.path, id: route.operationID,
            scopes: scopes)
    }

    private func describedOperations() throws -> [Operation] {
        let document = try JSON(parsing: OpenAPIDocument().json, limits: .catalog)
        let paths = try #require(document["paths"]?.object)
        return paths.members.flatMap { path, item in
            (item.object?.members ?? []).compactMap { method, operation -> Operation? in
                guard let id = operation["operationId"]?.string else { return nil }
                let scopes = operation["x-scope"]?.array?.compactMap(\.string).sorted()
                return Operation(
                    method: method, path: path, id: id,
                    scopes: scopes?.joined(separator: ",") ?? operation["x-scope"]?.string ?? "")
            }
        }
    }
}
