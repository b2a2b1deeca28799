// SPDX-License-Identifier: Apache-2.0

import Ledger
public import Money
public import Vocabulary

/// A video that an upstream makes: begun by one call, looked at until it ends, and charged once, by
/// what came of it.
public struct VideoJob: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// The upstream is being asked; what it says is not known yet.
        case submitting
        /// The upstream has it.
        case running
        /// Made, and charged.
        case completed
        /// The upstream says that nothing comes of it. Nothing was charged.
        case failed
        /// Its time was over before anybody could say how it ended. Nothing was charged.
        case expired
        /// Nobody knows whether the upstream took it, as its answer is lost. Nothing was charged.
        case unknown

        public var isOver: Bool { self != .submitting && self != .running }
    }

    public let id: VideoJobID
    public let organization: OrganizationID
    public let terms: VideoTerms
    public var state: State
    /// Where it is made; nil while no upstream is known to have it.
    public var place: VideoPlace?
    /// What the upstream said of it last, under our id.
    public var answer: [UInt8]?
    /// Looks in a row that failed.
    public var failures: Int64
    /// Its price, once it is charged.
    public var cost: Credits?
    public let createdAt: Instant

    /// - Precondition: `terms` were agreed at `createdAt`.
    public init(
        id: VideoJobID, organization: OrganizationID, terms: VideoTerms, state: State = .submitting,
        place: VideoPlace? = nil, answer: [UInt8]? = nil, failures: Int64 = 0,
        cost: Credits? = nil, createdAt: Instant
    ) {
        self.id = id
        self.organization = organization
        self.terms = terms
        self.state = state
        self.place = place
        self.answer = answer
        self.failures = failures
        self.cost = cost
        self.createdAt = createdAt
    }

    /// As long as a hold can live: after it nobody waits for a video any more.
    public static let lifetimeSeconds = Hold.lifetimeSecondsMax

    /// When nobody looks any more whether it has ended.
    public var expiresAt: Instant { createdAt.adding(seconds: Self.lifetimeSeconds) }
}

/// What was agreed when a job began: it holds however the job ends, and whoever finds that out.
public struct VideoTerms: Hashable, Sendable {
    /// As the price book calls it, with its provider.
    public let model: String
    /// Who asked, and by which request.
    public let memo: Memo
    /// Nil for a job that costs nothing.
    public let hold: HoldID?
    /// Its whole price.
    public let held: Credits
    /// What the job is charged under, if it is.
    public let charge: ChargeID
    public let pricing: VideoPricing

    public init(
        model: String, memo: Memo, hold: HoldID?, held: Credits, charge: ChargeID,
        pricing: VideoPricing
    ) {
        self.model = model
        self.memo = memo
        self.hold = hold
        self.held = held
        self.charge = charge
        self.pricing = pricing
    }
}

/// The prices of the moment in which a job began.
public struct VideoPricing: Hashable, Sendable {
    public let book: Int64
    public let markup: Markup
    /// What was asked for, in the words of whoever prices it.
    public let measure: String

    public init(book: Int64, markup: Markup, measure: String) {
        self.book = book
        self.markup = markup
        self.measure = measure
    }
}

/// Where a job is made.
public struct VideoPlace: Hashable, Sendable {
    /// The upstream's name in the configuration.
    public let upstream: String
    /// By which that upstream knows it.
    public let id: String
    /// What that upstream calls the model.
    public let model: String

    public init(upstream: String, id: String, model: String) {
        self.upstream = upstream
        self.id = id
        self.model = model
    }
}
