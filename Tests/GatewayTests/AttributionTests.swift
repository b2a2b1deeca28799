// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Testing
import Vocabulary

@testable import Gateway

/// Whose spending a call is.
struct AttributionTests {
    private let agent = AgentID(bits: 7)
    private let app = AppID(bits: 8)

    private func caller(agent: AgentID? = nil, app: AppID? = nil) -> Caller {
        Caller(
            keyID: KeyID(bits: 1), organizationID: OrganizationID(bits: 2), scopes: .customer,
            agentID: agent, appID: app)
    }

    private func request(_ headers: HTTPFields) -> Request {
        Request(
            head: HTTPRequest(
                method: .post, scheme: nil, authority: nil, path: "/", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
    }

    @Test("a call is its key's agent's and app's, unless it names others")
    func named() throws {
        let bound = try caller(agent: agent, app: app).attributed(by: request([:]))
        #expect(bound.agentID == agent && bound.appID == app)
        let named = request([.xAgentID: "\(agent)", .xAppID: "\(app)"])
        let free = try caller().attributed(by: named)
        #expect(free.agentID == agent && free.appID == app)
        #expect(free.keyID == KeyID(bits: 1) && free.scopes == .customer)
        #expect(try caller(agent: agent).attributed(by: named).agentID == agent)
    }

    @Test("what is no id is refused by the header's name", arguments: ["", "agt_1", "robot"])
    func malformed(text: String) {
        for name in [HTTPField.Name.xAgentID, .xAppID] {
            let error = #expect(throws: APIError.self) {
                try caller().attributed(by: request([name: text]))
            }
            #expect(error?.code == .validationError)
            #expect(error?.details["field"]?.string == name.rawName)
        }
    }

    @Test("a key that is bound to one does not speak for another")
    func bound() {
        let other = request([.xAgentID: "\(AgentID(bits: 9))"])
        let error = #expect(throws: APIError.self) {
            try caller(agent: agent).attributed(by: other)
        }
        #expect(error?.code == .accessDenied)
        #expect(error?.details["field"]?.string == "X-Agent-Id")
    }
}
