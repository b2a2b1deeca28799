// SPDX-License-Identifier: Apache-2.0

public import Billing
public import HTTPEdge
import Hummingbird
public import Logging
import Pricing
public import ServiceLifecycle
public import Vocabulary

/// The metered proxy: OpenAI's API in front of models, with every call authorised before it runs
/// and charged exactly once after it ran.
///
/// It has to run as a service, and to stop after the HTTP server has: it renews holds, wakes
/// streams that wait, and settles what the database could not take at first.
public final class Gateway: Service {
    let configuration: GatewayConfiguration
    let shelf: PriceShelf
    let house: MeteredCall.House
    let records: CallRecords
    let logger: Logger
    let replays: Replays
    let videos: VideoJobs
    let videoMetrics: VideoMetrics
    let cheaperModels = CheaperModels()
    /// Nil where nothing is limited.
    let limits: CallLimits?
    let upstreams: UpstreamTable<RoutedUpstream>
    let sandbox: RoutedUpstream

    /// - Parameters:
    ///   - shelf: The prices in force; asked once for each call.
    ///   - answers: What calls were answered that may be repeated.
    ///   - videos: The jobs that make videos.
    ///   - tiers: Which of the configuration's tiers an organization is in.
    /// - Throws: `NIOSSLError` when there can be no TLS.
    public init(
        keeper: Keeper, shelf: PriceShelf, answers: KeptAnswers, videos: VideoJobs,
        tiers: OrganizationTiers, clock: Clock, ids: IDSource, configuration: GatewayConfiguration,
        metrics: Metrics, logger: Logger
    ) throws {
        self.configuration = configuration
        self.logger = logger
        self.shelf = shelf
        let counters = GatewayMetrics(metrics)
        let settlements = Settlements(keeper: keeper, metrics: counters, logger: logger)
        let calls = OpenCalls(
            keeper: keeper, clock: clock, lifetimeSeconds: configuration.holds.lifetimeSeconds,
            logger: logger)
        house = MeteredCall.House(
            keeper: keeper, settlements: settlements, calls: calls, clock: clock, ids: ids,
            metrics: counters, holds: configuration.holds, logger: logger)
        let log = configuration.requestLog.map {
            RequestLog($0, metrics: metrics, logger: logger)
        }
        records = CallRecords(metrics: metrics, log: log, clock: clock)
        replays = Replays(answers: answers, clock: clock)
        self.videos = videos
        videoMetrics = VideoMetrics(metrics, clock: clock)
        limits = configuration.tiers.map { CallLimits(tiers: $0, organizations: tiers) }
        sandbox = RoutedUpstream(
            UpstreamSettings.sandboxName, EchoUpstream(clock: clock), clock: clock,
            metrics: metrics, logger: logger)
        upstreams = UpstreamTable(
            try configuration.upstreams.map { settings in
                let upstream = try RoutedUpstream(
                    settings, clock: clock, metrics: metrics, logger: logger)
                return (UpstreamRule(settings), upstream)
            })
        metrics.gauge("florin_gateway_calls_open", help: "Calls that run now.") {
            Int64(calls.count)
        }
        metrics.gauge(
            "florin_gateway_settlements_waiting", help: "Settlements that wait for the database."
        ) { Int64(settlements.waitingCount) }
        metrics.gauge("florin_gateway_holds_open", help: "Holds of calls that run now.") {
            Int64(calls.holdsOpen.count)
        }
        metrics.gauge(
            "florin_gateway_oldest_hold_seconds", help: "The age of the oldest of them."
        ) {
            calls.holdsOpen.min().map { max(0, (clock.now.microseconds - $0.madeAt) / 1_000_000) }
        }
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            async let polling: Void = self.pollVideos()
            await self.beat()
            await polling
        }
        await house.settlements.close()
        await records.flush()
        for upstream in upstreams.upstreams { try await upstream.shutdown() }
    }

    private func beat() async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: Self.beatPause)
            } catch {
                return
            }
            await house.calls.beat()
            replays.keys.beat(at: house.clock.now)
            await house.settlements.retry()
        }
    }

    /// Often enough for heartbeats, idle checks and holds that live for seconds.
    private static let beatPause = Duration.seconds(1)

    /// Who takes a call of a model, the first choice first; empty when nobody does here.
    ///
    /// - Parameter asked: What the client calls the model.
    func candidates(
        for model: PricedModel, asked: String, _ operation: ModelOperation
    ) -> [OutgoingCall.Candidate] {
        guard model.provider != Self.sandboxProvider else {
            return [OutgoingCall.Candidate(upstream: sandbox, name: nil)]
        }
        let name = AskedModel(asked: asked, priced: model.qualifiedName)
        return upstreams.candidates(for: name, operation.path)
    }

    static let sandboxProvider = "florin"
}
