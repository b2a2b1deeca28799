// SPDX-License-Identifier: Apache-2.0

import Billing
public import HTTPEdge
import HTTPTypes
import Hummingbird

extension Gateway {
    /// All routes, under `/v1` as OpenAI has them and under `/api/v1`.
    public var routes: [Route] {
        let calls = ModelOperation.allCases.filter { $0 != .video }
        let own = calls.map(route(of:)) + videoRoutes + modelRoutes
        return own + own.map { $0.at("/api" + $0.path, as: $0.operationID + "UnderAPI") }
    }

    private func route(of operation: ModelOperation) -> Route {
        Route(
            .post, "/v1" + operation.path, .organization(.spend), operation.operationID
        ) { [self] request, context in
            try await answer(operation, request, context)
        }
    }

    private var modelRoutes: [Route] {
        [
            Route(.get, "/v1/models", .optional, "listModels") { [self] _, context in
                try Self.requireReader(context)
                return .json(models(for: context.organizationIfAny))
            },
            // The names of models have slashes, and clients do not all encode them.
            Route(.get, "/v1/models/{id}", .optional, "getModel") { [self] _, context in
                try Self.requireReader(context)
                let name = context.pathToEnd("id")
                return .json(try model(named: name, for: context.organizationIfAny))
            }.takingRest(),
        ]
    }

    /// Models are shown to whoever may look at anything or call them.
    private static func requireReader(_ context: EdgeContext) throws {
        let scopes = try context.caller.scopes
        guard scopes.allow(.read) || scopes.allow(.spend) else {
            throw APIError.scopeRequired(.read)
        }
    }
}
