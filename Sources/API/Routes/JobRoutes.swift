// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import Hummingbird
import JSON
import Upkeep
import Vocabulary

/// `/api/v1/admin/jobs`: what time does, and a way to do it now.
struct JobRoutes {
    let desk: Desk
    let jobs: Jobs

    var routes: [Route] {
        [
            Route(.get, "/api/v1/admin/jobs", .operator, "listJobs", answer: list),
            Route(.post, "/api/v1/admin/jobs/{name}/run", .operator, "runJob", answer: run),
        ]
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        .json(["jobs": .array(jobs.all.map { .job($0, jobs.lastRun(of: $0.name)) })])
    }

    @Sendable
    func run(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let fields = try await request.fieldsIfAny()
        let asOf = try fields.optionalInstant("asOf")
        guard let run = try await jobs.run(context.path("name"), asOf: asOf) else {
            throw APIError.notFound("job")
        }
        return .json(["success": true, "run": .run(run)])
    }
}

extension JSON {
    fileprivate static func job(_ job: Job, _ lastRun: JobRun?) -> JSON {
        [
            "name": .string(job.name), "purpose": .string(job.purpose),
            "intervalSeconds": .number(JSONNumber(job.interval.components.seconds)),
            "lastRun": lastRun.map { .run($0) } ?? .null,
        ]
    }

    fileprivate static func run(_ run: JobRun) -> JSON {
        var json: JSONObject = [
            "startedAt": .time(run.startedAt), "endedAt": .time(run.endedAt),
            "asOf": .time(run.asOf),
        ]
        switch run.result {
        case .succeeded(let count):
            json["status"] = "succeeded"
            json["processed"] = .number(JSONNumber(count))
        case .failed(let reason):
            json["status"] = "failed"
            json["error"] = .string(reason)
        }
        return .object(json)
    }
}
