// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Logging
import Pricing
import Upkeep
import Vocabulary

/// For those who watch the server: is it there, can it work, what does it count.
struct HealthRoutes {
    let desk: Desk
    let watch: Watch

    var routes: [Route] {
        let health = Route(.get, "/healthz", .open, "getHealth", answer: health)
        return [
            health, health.at("/api/health", as: "getHealthAlias"),
            Route(.get, "/readyz", .open, "getReadiness", answer: readiness),
            Route(.get, "/metrics", .open, "getMetrics", answer: metrics),
        ]
    }

    @Sendable
    func health(_ request: Request, _ context: EdgeContext) async throws -> Response {
        .json([
            "status": "ok", "timestamp": .time(desk.clock.now), "version": .string(watch.version),
        ])
    }

    @Sendable
    func readiness(_ request: Request, _ context: EdgeContext) async throws -> Response {
        var checks: JSONObject = ["draining": .bool(watch.drain.isDraining)]
        var isReady = !watch.drain.isDraining
        do {
            let pending = try await watch.migrator.pending(in: desk.database)
            checks["database"] = "reachable"
            checks["pendingMigrations"] = .number(JSONNumber(pending.count))
            isReady = isReady && pending.isEmpty
        } catch {
            checks["database"] = "unreachable"
            isReady = false
            context.logger.error("not ready: \(error)")
        }
        checks["waitingOrders"] = .number(JSONNumber(desk.keeper.depth))
        checks["pricing"] = pricing
        checks["archive"] = archive
        return .json(
            ["status": isReady ? "ready" : "unavailable", "checks": .object(checks)],
            status: isReady ? .ok : .serviceUnavailable)
    }

    /// How prices stand, as of a few seconds ago. Stale ones still price: that is no reason to send
    /// nobody here.
    private var pricing: JSON {
        let (book, health) = (desk.prices.shelf.book, desk.prices.watch.health)
        return [
            "book": .number(JSONNumber(book.number)),
            "models": .number(JSONNumber(book.models.count)),
            "checkedAt": .time(health?.checkedAt), "isStale": .bool(health?.isStale ?? false),
            "quarantined": .number(JSONNumber(health?.quarantined ?? 0)),
            "failedSources": .array((health?.failed ?? []).map { .string($0.source.name) }),
        ]
    }

    /// How archives of usage stand. One that failed is a matter for `florin doctor`, and no reason
    /// to send nobody here.
    private var archive: JSON {
        let health = watch.usage.health
        return [
            "before": .time(health?.archivedBefore),
            "state": health?.last.map { .string($0.state.rawValue) } ?? .null,
            "charges": .number(JSONNumber(health?.charges ?? 0)),
            "holds": .number(JSONNumber(health?.holds ?? 0)),
            "hasFailed": .bool(health?.failure != nil),
        ]
    }

    @Sendable
    func metrics(_ request: Request, _ context: EdgeContext) async throws -> Response {
        .text(watch.metrics.text(), contentType: "text/plain; version=0.0.4; charset=utf-8")
    }
}
