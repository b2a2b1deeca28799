// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// Credits set aside for work in progress. Every hold ends: captured, released or expired.
public struct Hold: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case open
        case captured
        case released
        case expired
    }

    /// How long a hold can live, extensions included.
    public static let lifetimeSecondsMax: Int64 = 86_400

    public let id: HoldID
    public internal(set) var amount: Credits
    /// What was charged when it was captured.
    public internal(set) var captured: Credits
    public internal(set) var status: Status
    /// Where the credits set aside came from; empty once the hold has ended.
    public internal(set) var draws: [Draw]
    public internal(set) var expiresAt: Instant
    public let createdAt: Instant

    public init(
        id: HoldID, amount: Credits, captured: Credits = .zero, status: Status = .open,
        draws: [Draw], expiresAt: Instant, createdAt: Instant
    ) {
        self.id = id
        self.amount = amount
        self.captured = captured
        self.status = status
        self.draws = draws
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }
}
