// SPDX-License-Identifier: Apache-2.0

import Billing

/// How much may be asked of models. Nil is no limit.
public struct Allowance: Hashable, Sendable {
    public var requestsPerMinute: Int64?
    /// Of input and output together.
    public var tokensPerMinute: Int64?
    /// Calls that run at the same time.
    public var concurrency: Int64?

    public init(
        requestsPerMinute: Int64? = nil, tokensPerMinute: Int64? = nil, concurrency: Int64? = nil
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.concurrency = concurrency
    }

    /// What an operator may set any of them to.
    public static let range: ClosedRange<Int64> = 1...1_000_000_000

    var isUnlimited: Bool { self == Allowance() }
}

/// What the organizations of a tier may ask.
public struct LimitTier: Hashable, Sendable {
    /// All keys of an organization together.
    public var organization = Allowance()
    /// Each of its keys.
    public var key = Allowance()

    public init(organization: Allowance = Allowance(), key: Allowance = Allowance()) {
        self.organization = organization
        self.key = key
    }
}

/// All tiers by name.
public struct LimitTiers: Hashable, Sendable {
    private let tiers: [String: LimitTier]

    /// - Parameter tiers: Without a standard one nothing limits those that are in it.
    public init(_ tiers: [String: LimitTier]) {
        self.tiers = tiers
    }

    /// The names that an organization's tier may have.
    public var names: Set<String> { Set(tiers.keys).union([OrganizationTiers.standardName]) }

    /// - Parameter name: Nil, or a name that the settings no longer have, is the standard tier.
    func tier(named name: String?) -> LimitTier {
        name.flatMap { tiers[$0] } ?? tiers[OrganizationTiers.standardName] ?? LimitTier()
    }
}
