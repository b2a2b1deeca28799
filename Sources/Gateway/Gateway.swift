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
    let replays: Replays
    let cheaperModels = CheaperModels()
    /// Nil where nothing is limited.
    let limits: CallLimits?
    private let sandbox: EchoUpstream
    private let upstream: (any Upstream)?

    /// - Parameters:
    ///   - shelf: The prices in force; asked once for each call.
    ///   - answers: What calls were answered that may be repeated.
    ///   - tiers: Which of the configuration's tiers an organization is in.
    /// - Throws: ``UpstreamAddressRefusal`` when the configured upstream has no valid URL.
    public init(
        keeper: Keeper, shelf: PriceShelf, answers: KeptAnswers,
        tiers: OrganizationTiers, clock: Clock, ids: IDSource, configuration: GatewayConfiguration,
        metrics: Metrics, logger: Logger
    ) throws(UpstreamAddressRefusal) {
        self.configuration = configuration
        self.shelf = shelf
        let counters = GatewayMetrics(metrics)
        let settlements = Settlements(keeper: keeper, metrics: counters, logger: logger)
        let calls = OpenCalls(
            keeper: keeper, clock: clock, lifetimeSeconds: configuration.holds.lifetimeSeconds,
            logger: logger)
        house = MeteredCall.House(
            keeper: keeper, settlements: settlements, calls: calls, clock: clock, ids: ids,
            metrics: counters, holds: configuration.holds)
        let log = configuration.requestLog.map {
            RequestLog($0, metrics: metrics, logger: logger)
        }
        records = CallRecords(metrics: metrics, log: log, clock: clock)
        replays = Replays(answers: answers, clock: clock)
        limits = configuration.tiers.map { CallLimits(tiers: $0, organizations: tiers) }
        sandbox = EchoUpstream(clock: clock)
        if let address = configuration.upstream {
            upstream = try address.upstream(configuration.timeouts)
        } else {
            upstream = nil
        }
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
        await cancelWhenGracefulShutdown { [house, replays] in
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: Self.beat)
                } catch {
                    return
                }
                await house.calls.beat()
                replays.keys.beat(at: house.clock.now)
                await house.settlements.retry()
            }
        }
        await house.settlements.close()
        await records.flush()
        try await upstream?.shutdown()
    }

    /// Often enough for heartbeats, idle checks and holds that live for seconds.
    private static let beat = Duration.seconds(1)

    /// Who serves a model, nil when nobody does here.
    func upstream(for model: PricedModel) -> (any Upstream)? {
        model.provider == Self.sandboxProvider ? sandbox : upstream
    }

    static let sandboxProvider = "florin"
}
