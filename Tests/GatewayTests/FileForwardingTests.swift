// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import Ledger
import Money
import NIOCore
import Synchronization
import Testing
import Vocabulary

@testable import Gateway

/// Passing sound on: however it ends, it is charged once and recorded as what it was.
struct FileForwardingTests {
    private let body = #"{"model":"tts-1","input":"Hello, world","voice":"alloy"}"#
    /// Twelve characters at 15 dollars a million, with a markup of 20 %.
    private let price = "0.000216"

    @Test("a whole file is finished, and charged by the characters that were asked for")
    func whole() async throws {
        let (outcome, client) = try await forwarded { $0.finish() }
        #expect(outcome == .finished)
        #expect(client.text == "soundmore" && client.isFinished)
        #expect(client.trailers?[.xFlorinCost] == price)
    }

    @Test(
        "a file that breaks off is recorded as what broke it",
        arguments: [
            (UpstreamFailure.brokenOff("reset"), CallOutcome.upstreamFailed), (.silent, .stalled),
            (.stopping, .stopped), (.cancelled, .clientGone),
        ])
    func broken(failure: UpstreamFailure, expected: CallOutcome) async throws {
        let (outcome, client) = try await forwarded { $0.fail(failure) }
        #expect(outcome == expected)
        #expect(!client.isFinished, "nobody takes it for whole")
    }

    @Test("a client that hangs up pays for what was asked for, and the upstream is told to stop")
    func hangUp() async throws {
        let (outcome, _) = try await forwarded(writesMax: 1) { _ in }
        #expect(outcome == .clientGone)
    }

    /// Passes two pieces on, then whatever `end` does; looks that there is one charge.
    private func forwarded(
        writesMax: Int = .max, _ end: @Sendable (Exchange) -> Void
    ) async throws -> (outcome: CallOutcome?, client: Client) {
        let client = Client(writesMax: writesMax)
        let outcome = Mutex<CallOutcome?>(nil)
        try await withGateway { stage in
            do {
                let record = CallRecord(
                    CallFacts(
                        operation: .speech, requestID: "req_1", organization: stage.organization,
                        key: nil, time: .epoch, startedAt: 0)
                ) { facts in outcome.withLock { $0 = facts.outcome } }
                let call = try await stage.open(body, .speech, noting: record)
                call.noteBegun()
                call.exchange.receive(ByteBuffer(string: "more"))
                end(call.exchange)
                let forwarding = FileForwarding(
                    call, house: stage.house, configuration: stage.configuration)
                var writer: any ResponseBodyWriter = client
                do {
                    try await forwarding.run(from: ByteBuffer(string: "sound"), to: &writer)
                } catch {
                    #expect(!client.isFinished)
                }
            }
            let charges = try await stage.charges()
            #expect(charges.map(\.charge.amount.description) == [price])
            #expect(try await stage.openHolds().isEmpty)
        }
        return (outcome.withLock { $0 }, client)
    }
}
