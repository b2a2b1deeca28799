// SPDX-License-Identifier: Apache-2.0

/// What an operator can choose about the gateway.
public struct GatewayConfiguration: Sendable {
    /// Told to a client that cannot pay.
    public var topUpURL: String?
    /// In the order in which they are asked; without any there are the built-in sandbox models.
    public var upstreams: [UpstreamSettings] = []
    /// How much organizations may ask; nil for no limit.
    public var tiers: LimitTiers?
    /// Nil writes no log of requests.
    public var requestLog: RequestLogSettings?
    public var timeouts = GatewayTimeouts()
    public var holds = GatewayHolds()
    /// Where uploads lie, as files without names, while they are passed on.
    public var spoolFolder = "/tmp"

    public init() {}
}

/// How long the gateway waits; for upstreams, see ``UpstreamSettings``.
public struct GatewayTimeouts: Sendable {
    /// After this much silence a stream gets a comment: it keeps proxies from closing it, and a
    /// client that is gone is noticed.
    public var heartbeatSeconds: Int64 = 4
    /// How long a running stream may go on once the server has been told to stop; API.md gives the
    /// whole server 30 s.
    public var drainSeconds: Int64 = 20

    public init() {}
}

/// How much the gateway sets aside for a call, and for how long.
public struct GatewayHolds: Sendable {
    /// Output tokens of one choice that a stream's hold covers ahead of what has come: some ten
    /// seconds of a fast model.
    public var sliceTokens: Int64 = 1_024
    /// The same where the answer comes in one piece and the hold cannot grow on the way.
    public var wholeAnswerTokens: Int64 = 4_096
    /// A hold lives this long and is renewed at half its life while its call runs: what a killed
    /// server held is free again after it (API.md: within 15 s).
    public var lifetimeSeconds: Int64 = 12

    public init() {}
}
