// SPDX-License-Identifier: Apache-2.0

public import Ledger
public import Vocabulary

/// A ledger command for an organization, and what is written down beside it.
public struct Order: Sendable {
    /// When the caller may hear of success.
    public enum Acknowledgement: Hashable, Sendable {
        /// Once it is on disk: everything that anybody outside is told about.
        case durable
        /// Once it is decided: only for what frees itself when a crash forgets it, a hold that
        /// Florin's own gateway takes for itself.
        case decided
    }

    public var organization: OrganizationID
    public var command: Command
    public var memo: Memo
    /// Makes the order repeatable; needs ``answer``, which is what a repeat is told.
    public var claim: IdempotencyClaim?
    public var acknowledgement: Acknowledgement
    /// Renders the answer inside the transaction, so that a replay is the same to the byte.
    public var answer: (@Sendable (Receipt) -> Answer)?

    public init(
        _ command: Command, for organization: OrganizationID, memo: Memo = Memo(),
        claim: IdempotencyClaim? = nil, acknowledgement: Acknowledgement = .durable,
        answer: (@Sendable (Receipt) -> Answer)? = nil
    ) {
        precondition(claim == nil || answer != nil, "a claim needs an answer to remember")
        self.organization = organization
        self.command = command
        self.memo = memo
        self.claim = claim
        self.acknowledgement = acknowledgement
        self.answer = answer
    }
}

/// What the books keep beside an amount: who spent it, on what, and the caller's own words.
public struct Memo: Hashable, Sendable {
    public var description: String?
    /// A JSON object of the caller's; never read by us.
    public var metadata: String?
    public var key: KeyID?
    public var agent: AgentID?
    public var app: AppID?
    /// The request of the gateway's that a hold was taken for; nil for holds that callers take.
    public var request: String?
    /// What was priced, on charges by usage.
    public var pricing: PricedUsage?

    public init(
        description: String? = nil, metadata: String? = nil, key: KeyID? = nil,
        agent: AgentID? = nil, app: AppID? = nil, request: String? = nil,
        pricing: PricedUsage? = nil
    ) {
        self.description = description
        self.metadata = metadata
        self.key = key
        self.agent = agent
        self.app = app
        self.request = request
        self.pricing = pricing
    }

    /// This memo with what it leaves open filled in from another: a capture says again only what
    /// differs from its hold.
    func filled(from other: Memo) -> Memo {
        Memo(
            description: description ?? other.description, metadata: metadata ?? other.metadata,
            key: key ?? other.key, agent: agent ?? other.agent, app: app ?? other.app,
            request: request ?? other.request, pricing: pricing ?? other.pricing)
    }
}

/// The usage behind a charge and the arithmetic that priced it.
public struct PricedUsage: Hashable, Sendable {
    public var provider: String
    public var model: String
    public var operation: String
    public var priceBook: Int64
    /// The upstream did not report the usage; it was counted or estimated here.
    public var isEstimated: Bool
    /// The quote as JSON: usage, rates, lines, markup, total.
    public var quote: String

    public init(
        provider: String, model: String, operation: String, priceBook: Int64, isEstimated: Bool,
        quote: String
    ) {
        self.provider = provider
        self.model = model
        self.operation = operation
        self.priceBook = priceBook
        self.isEstimated = isEstimated
        self.quote = quote
    }
}

/// What an order did: the outcome, and the memo that was written down with it.
public struct Receipt: Hashable, Sendable {
    public let outcome: Outcome
    public let memo: Memo
}

/// What a caller is told, and told again when it repeats itself.
public struct Answer: Hashable, Sendable {
    public let status: Int
    public let body: [UInt8]
    /// The id of what was made, to find it by its idempotency key.
    public let reference: String?
    /// The answer of a model, which is remembered for a day only and stands apart.
    var kept: KeptAnswer?

    public init(status: Int, body: [UInt8], reference: String? = nil) {
        self.status = status
        self.body = body
        self.reference = reference
    }
}

/// How an order ended.
public enum Reply: Sendable {
    case settled(Receipt, Answer?)
    /// The same request had succeeded before; nothing has changed.
    case replayed(Answer)
}
