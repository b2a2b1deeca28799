// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Money
import Vocabulary

func credits(_ nanocredits: Int64) -> Credits { Credits(nanocredits: nanocredits) }

extension BooksFixture {
    /// What is done to a hold in the history below.
    private enum Ending: CaseIterable { case less, exactly, more, release, leave }

    /// A history with every kind of movement that the ledger knows.
    func live(_ organization: OrganizationID) async throws {
        for (index, source) in GrantSource.allCases.enumerated() where source != .adjustment {
            try await grant(organization, credits(3_000_000_001 + Int64(index)), source)
        }
        try await grant(organization, credits(777), .promotional, livesFor: 60)
        try await grant(organization, credits(888), .purchase, livesFor: 90)
        for (index, ending) in Ending.allCases.enumerated() {
            try await hold(organization, credits(400_000_000 + Int64(index)), ending)
        }
        let refundable = try await charge(organization, credits(9_100_000_003))
        wait(seconds: 100)
        try await refund(organization, refundable, credits(9_100_000_000))
        try await refund(organization, refundable, nil)
        try await adjust(organization, credits(5_000_000))
        try await adjust(organization, credits(-2_500_001))
        try await charge(organization, .zero)
        wait(seconds: 86_400)
        // More than there is: owed, and collected first from the next credits.
        try await charge(organization, credits(90_000_000_007), .record)
        try await grant(organization, credits(50_000_000_000), .purchase)
        try await grant(organization, credits(90_000_000_000), .promotional)
        try await hold(organization, credits(123_456_789), .leave)
    }

    private func grant(
        _ organization: OrganizationID, _ amount: Credits, _ source: GrantSource,
        livesFor seconds: Int64? = nil
    ) async throws {
        let expiry = seconds.map { now.adding(seconds: $0) } ?? .never
        let command = GrantCommand(
            id: nextID(), source: source, kind: source.kind, amount: amount, expiresAt: expiry,
            provider: source == .purchase ? "stripe" : "manual")
        let memo = Memo(description: "\"quoted\"; a | bar, a \\ and\na line\u{2028} {}\t'é'")
        _ = try await keeper.perform(.grant(command), for: organization, memo: memo)
    }

    private func hold(
        _ organization: OrganizationID, _ amount: Credits, _ ending: Ending
    ) async throws {
        let id: HoldID = nextID()
        let command = HoldCommand(id: id, amount: amount, expiresAt: now.adding(seconds: 86_000))
        _ = try await keeper.perform(.hold(command), for: organization)
        let captured: Credits
        switch ending {
        case .leave: return
        case .release:
            _ = try await keeper.perform(.release(id), for: organization)
            return
        case .less: captured = credits(amount.nanocredits / 2)
        case .exactly: captured = amount
        case .more: captured = credits(amount.nanocredits + 1)
        }
        let capture = CaptureCommand(hold: id, charge: nextID(), amount: captured)
        _ = try await keeper.perform(.capture(capture), for: organization)
    }

    @discardableResult
    func charge(
        _ organization: OrganizationID, _ amount: Credits,
        _ shortfall: ChargeCommand.Shortfall = .refuse
    ) async throws -> ChargeID {
        let command = ChargeCommand(id: nextID(), amount: amount, shortfall: shortfall)
        _ = try await keeper.perform(
            .charge(command), for: organization, memo: Memo(description: "; (work) * done"))
        return command.id
    }

    private func refund(
        _ organization: OrganizationID, _ charge: ChargeID, _ amount: Credits?
    ) async throws {
        let command = RefundCommand(id: nextID(), charge: charge, amount: amount)
        _ = try await keeper.perform(.refund(command), for: organization)
    }

    private func adjust(_ organization: OrganizationID, _ amount: Credits) async throws {
        let command = AdjustCommand(id: nextID(), amount: amount)
        _ = try await keeper.perform(.adjust(command), for: organization)
    }
}
