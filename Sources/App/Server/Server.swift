// SPDX-License-Identifier: Apache-2.0

import API
import Billing
import Database
import Gateway
import HTTPEdge
import HTTPServer
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Upkeep
import Vocabulary

/// What a start has to tell, besides the log.
public struct ServerNotices: Sendable {
    /// The address that the server answers on; told once it does.
    public var isReady: @Sendable (_ url: String) -> Void
    /// A first operator's key was made: the only time that it can be seen.
    public var hasMadeOperatorKey: @Sendable (_ secret: String) -> Void

    public init(
        isReady: @escaping @Sendable (String) -> Void,
        hasMadeOperatorKey: @escaping @Sendable (String) -> Void
    ) {
        self.isReady = isReady
        self.hasMadeOperatorKey = hasMadeOperatorKey
    }
}

/// The composition root: here, and only here, concrete drivers, the real clock and real randomness
/// are put together.
///
/// - Throws: ``CommandFailure`` when another server has the database, `DatabaseFailure` when it
///   cannot be opened or migrated, `KeyRefusal` when the configured operator's key was revoked.
public func buildServer(
    _ configuration: Configuration, notices: ServerNotices
) async throws -> ServiceGroup {
    var logger = Logger(label: "florin") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = configuration.logLevel
    for name in configuration.settings.unknownNames { logger.warning("\(name) is no setting") }
    // A file that cannot be written is found out now, not with the first request.
    if let log = configuration.requestLog { try Files.makePrivateFile(log.path) }
    if let archives = configuration.usage.retention { try Files.makeFolder(archives.folder) }
    let lock = try serverLock(of: configuration.database)
    let house = try House(configuration.database)
    do {
        _ = try await house.migrate()
        try await house.refuseUnfinished()
        if let secret = try await settleOperatorKey(configuration.operatorKey, in: house) {
            notices.hasMadeOperatorKey(secret.text)
        }
        let parts = try Parts(configuration, house, logger)
        try await parts.prices.open()
        return ServiceGroup(
            configuration: serviceGroup(parts, house, lock, configuration, notices, logger))
    } catch {
        await house.database.close()
        throw error
    }
}

/// What the server is made of.
private struct Parts {
    let jobs: Jobs
    let gateway: Gateway
    let keys: KeyRing
    let prices: PriceHouse
    let usage: UsageWatch
    let drain = Drain()
    let responder: EdgeResponder

    init(_ configuration: Configuration, _ house: House, _ logger: Logger) throws {
        let metrics = Metrics()
        let keeper = Keeper(database: house.database, clock: house.clock)
        prices = try PriceHouse(configuration.pricing, house, logger, metrics: metrics)
        prices.measure(in: metrics)
        metrics.gauge("florin_keeper_orders_waiting", help: "Orders that wait for the keeper.") {
            Int64(keeper.depth)
        }
        usage = UsageWatch(database: house.database, logger: logger)
        usage.measure(in: metrics)
        keys = KeyRing(database: house.database, clock: house.clock)
        jobs = makeJobs(house, keeper, prices, configuration.usage, logger)
        let topUpURL = configuration.baseURL + "/billing"
        let tiers = OrganizationTiers(database: house.database, clock: house.clock)
        var gatewayConfiguration = GatewayConfiguration()
        gatewayConfiguration.tiers = configuration.tiers
        gatewayConfiguration.requestLog = configuration.requestLog
        gatewayConfiguration.topUpURL = topUpURL
        gatewayConfiguration.upstreams = configuration.upstreams
        gatewayConfiguration.spoolFolder = Files.temporaryFolder
        gateway = try Gateway(
            keeper: keeper, shelf: prices.watch.shelf,
            answers: KeptAnswers(database: house.database, clock: house.clock),
            videos: VideoJobs(database: house.database, clock: house.clock), tiers: tiers,
            clock: house.clock, ids: house.ids, configuration: gatewayConfiguration,
            metrics: metrics, logger: logger)
        let desk = Desk(
            database: house.database, keeper: keeper, keys: keys, clock: house.clock,
            ids: house.ids, prices: prices.desk,
            tiers: TierDesk(
                names: (configuration.tiers ?? LimitTiers([:])).names, organizations: tiers),
            makeSecret: freshSecret)
        let watch = Watch(
            version: florinVersion, drain: drain, metrics: metrics, migrator: House.migrator,
            usage: usage)
        let api = try API(desk: desk, watch: watch, jobs: jobs)
        let edge = Edge(
            keys: keys, organizations: OrganizationDirectory(database: house.database),
            limiter: configuration.rateLimit.map { RateLimiter(requestsPerMinute: $0) },
            metrics: metrics, ids: house.ids, topUpURL: topUpURL)
        responder = RouteTable(api.routes + gateway.routes).responder(through: edge)
    }
}

/// All jobs of this build.
func makeJobs(
    _ house: House, _ keeper: Keeper, _ prices: PriceHouse, _ usage: UsageSettings,
    _ logger: Logger = .quiet
) -> Jobs {
    let sweep = ExpirySweep(keeper: keeper, database: house.database, clock: house.clock)
    let answers = AnswerSweep(KeptAnswers(database: house.fenced, clock: house.clock))
    let partitions = PartitionUpkeep(Partitions(house.fenced), clock: house.clock)
    let retention = usage.retention.map { days, folder in
        UsageRetention(
            house.usageArchiving(logger), clock: house.clock, days: days,
            folder: Files.resolved(folder)
        ).job
    }
    return Jobs(
        sweep.jobs + [answers.job, partitions.job, prices.job] + (retention.map { [$0] } ?? []),
        clock: house.clock, leases: house.leases, logger: logger)
}

extension Logger {
    /// For commands, which say themselves what happens.
    static let quiet = Logger(label: "florin") { _ in SwiftLogNoOpLogHandler() }
}

extension UsageWatch {
    fileprivate func measure(in metrics: Metrics) {
        metrics.gauge(
            "florin_usage_archived_charges", help: "Charges that are in archives of usage."
        ) { [self] in health?.charges }
        metrics.gauge("florin_usage_archived_holds", help: "Holds that are in archives of usage.") {
            [self] in health?.holds
        }
        metrics.gauge(
            "florin_usage_archived_before_seconds",
            help: "The moment before which usage is archived, in seconds since 1970."
        ) { [self] in health?.archivedBefore.map { $0.microseconds / 1_000_000 } }
        metrics.gauge(
            "florin_usage_archive_failed", help: "1 when the last run of the archive failed."
        ) { [self] in health.map { $0.failure == nil ? 0 : 1 } }
    }
}

/// The services in the order of their start; they stop in the other one, each when those after it
/// have: requests first, then what they left to be settled, the database last.
private func serviceGroup(
    _ parts: Parts, _ house: House, _ lock: FileLock?, _ configuration: Configuration,
    _ notices: ServerNotices, _ logger: Logger
) -> ServiceGroupConfiguration {
    let services: [any Service] = [
        OpenDatabase(database: house.database, lock: lock), KeyUses(keys: parts.keys, logger),
        parts.prices.watch, parts.usage, parts.jobs, parts.gateway,
        webServer(parts.responder, configuration, notices, quieter(logger, .notice)),
        DrainNotice(drain: parts.drain), Doubt(database: house.database, logger: logger),
    ]
    var group = ServiceGroupConfiguration(
        // One that fails, a port that is taken, ends the others in their order: nobody finds the
        // database closed, and requests in flight are told what is known of them.
        services: services.map {
            .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
        }, logger: quieter(logger, .error))
    // API.md, fine print: gone within 30 s.
    group.maximumGracefulShutdownDuration = .seconds(27)
    group.maximumCancellationDuration = .seconds(2)
    return group
}

/// Hummingbird's server, with connections of our own.
private func webServer(
    _ responder: EdgeResponder, _ configuration: Configuration, _ notices: ServerNotices,
    _ logger: Logger
) -> any Service {
    let url = configuration.baseURL
    let group = MultiThreadedEventLoopGroup.singleton
    let connections = LoopBoundHTTP(on: group, idleTimeout: connectionIdleTimeout) { request in
        await responder.answer(request, logger)
    }
    return connections.server(
        configuration: ServerConfiguration(
            address: .hostname(configuration.host, port: configuration.port), backlog: 1_024),
        onServerRunning: { _ in notices.isReady(url) }, eventLoopGroup: group, logger: logger)
}

/// Longer than the idle time of common load balancers (60 s), so that the balancer closes first.
private let connectionIdleTimeout = TimeAmount.seconds(75)

/// The libraries' lines about themselves are for debugging them.
private func quieter(_ logger: Logger, _ least: Logger.Level) -> Logger {
    var quiet = logger
    if logger.logLevel > .debug { quiet.logLevel = max(logger.logLevel, least) }
    return quiet
}

extension Configuration {
    /// Where people and programs reach the server.
    fileprivate var baseURL: String { publicURL ?? "http://\(host):\(port)" }
}
