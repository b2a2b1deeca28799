// SPDX-License-Identifier: Apache-2.0

public import HTTPEdge
public import Upkeep

/// The HTTP contract's own routes; the gateway adds its metered ones.
public struct API: Sendable {
    private let desk: Desk
    private let watch: Watch
    private let jobs: Jobs
    private let document: OpenAPIDocument

    /// - Throws: When the contract that was compiled in cannot be read.
    public init(desk: Desk, watch: Watch, jobs: Jobs) throws {
        self.desk = desk
        self.watch = watch
        self.jobs = jobs
        document = try OpenAPIDocument()
    }

    public var routes: [Route] {
        HealthRoutes(desk: desk, watch: watch).routes
            + OpenAPIRoutes(document: document).routes
            + CreditRoutes(desk: desk).routes
            + HoldRoutes(desk: desk).routes
            + ChargeRoutes(desk: desk).routes
            + PricingRoutes(desk: desk).routes
            + PriceSourceRoutes(desk: desk).routes
            + PriceBookRoutes(desk: desk).routes
            + PriceDecisionRoutes(desk: desk).routes
            + MarkupRoutes(desk: desk).routes
            + ContractRoutes(desk: desk).routes
            + AuditRoutes(desk: desk).routes
            + KeyRoutes(desk: desk).routes
            + OrganizationRoutes(desk: desk).routes
            + GrantRoutes(desk: desk).routes
            + LedgerRoutes(desk: desk).routes
            + JobRoutes(desk: desk, jobs: jobs).routes
    }
}
