// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Vocabulary

extension Caller {
    /// The caller as the agent and the app that the request names by `X-Agent-Id` and `X-App-Id`:
    /// whose spending its charge will be.
    ///
    /// Whether they exist is not asked, as with every other id that only labels.
    ///
    /// - Throws: 400 for what is no id, 403 when the key is bound to another agent or app.
    func attributed(by request: Request) throws(APIError) -> Caller {
        Caller(
            keyID: keyID, organizationID: organizationID, scopes: scopes,
            agentID: try Self.id(
                .xAgentID, of: request, boundTo: agentID, expected: "the id of an agent (agt_…)"),
            appID: try Self.id(
                .xAppID, of: request, boundTo: appID, expected: "the id of an app (app_…)"))
    }

    private static func id<Kind: IDKind>(
        _ header: HTTPField.Name, of request: Request, boundTo bound: ID<Kind>?, expected: String
    ) throws(APIError) -> ID<Kind>? {
        guard let text = request.headers[header] else { return bound }
        guard let id = ID<Kind>(text) else {
            throw .invalid(header.rawName, expected: expected)
        }
        guard bound == nil || bound == id else {
            throw APIError(
                .accessDenied, "This key speaks for \(bound?.description ?? "") only.",
                details: ["field": .string(header.rawName)])
        }
        return id
    }
}
