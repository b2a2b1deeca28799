// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Vocabulary

/// Where the records of all requests to call models go.
struct CallRecords: Sendable {
    private let metrics: CallMetrics
    private let log: RequestLog?
    private let clock: Clock

    init(metrics: Metrics, log: RequestLog?, clock: Clock) {
        self.metrics = CallMetrics(metrics)
        self.log = log
        self.clock = clock
    }

    func begin(_ operation: ModelOperation, _ context: EdgeContext) -> CallRecord {
        let facts = CallFacts(
            operation: operation, requestID: context.requestID,
            organization: context.organizationIfAny, key: context.callerIfAny?.keyID,
            time: clock.now, startedAt: NIODeadline.now().uptimeNanoseconds)
        return CallRecord(facts) { [metrics, log] facts in
            metrics.count(facts)
            log?.append(facts.line.encoded())
        }
    }

    /// Notes how a body begins, where the operator wants to see it.
    func note(_ body: ByteBuffer, as part: CallBodies.Part, in record: CallRecord) {
        guard let limit = log?.bodyBytesMax, limit > 0 else { return }
        let beginning = CallBodies.beginning(of: body, limit: limit)
        record.note { $0.bodies[part] = beginning }
    }

    /// Notes what a job was charged that was let through as a call some time ago.
    func settled(_ job: VideoJob, _ settled: VideoCharge, _ counted: PricedCall?) {
        let facts = CallFacts(job, settled, counted, at: clock.now)
        metrics.count(facts)
        log?.append(facts.line.encoded())
    }

    func flush() async { await log?.flush() }
}

extension Gateway {
    /// Answers a request, and sees to it that how it ends is noted.
    func recorded(
        _ operation: ModelOperation, _ context: EdgeContext,
        answer: (CallRecord) async throws -> Response
    ) async throws -> Response {
        let record = records.begin(operation, context)
        do {
            let response = try await answer(record)
            record.note { $0.status = response.status.code }
            if response.headers.contains(.idempotencyReplayed) { record.ended(.replayed) }
            return response
        } catch {
            record.ended(CallOutcome(error), status: APIError(error).status.code)
            throw error
        }
    }
}
