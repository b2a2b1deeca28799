// SPDX-License-Identifier: Apache-2.0

public import Billing
public import HTTPTypes
public import Hummingbird

/// One operation of the HTTP contract.
public struct Route: Sendable {
    public typealias Answer = @Sendable (Request, EdgeContext) async throws -> Response

    public let method: HTTPRequest.Method
    /// As OpenAPI writes it, `/api/v1/holds/{id}`; `/**` at the end takes any rest.
    public let path: String
    public let access: Access
    /// The name of the operation in `openapi.yaml`.
    public let operationID: String
    let answer: Answer

    public init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, _ operationID: String,
        answer: @escaping Answer
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.operationID = operationID
        self.answer = answer
    }

    /// Whether the last part of the path takes the rest of it, slashes and all.
    public private(set) var takesRest = false

    /// Whether it answers one path only.
    var hasFixedPath: Bool { !takesRest && !path.contains { "{*".contains($0) } }

    /// The same operation, whose last part may have slashes that are not encoded.
    public func takingRest() -> Route {
        var route = self
        route.takesRest = true
        return route
    }

    /// The same operation at another path.
    public func at(_ path: String, as operationID: String) -> Route {
        var route = Route(method, path, access, operationID, answer: answer)
        route.takesRest = takesRest
        return route
    }
}

/// Who may use a route.
public enum Access: Sendable, Hashable {
    /// Anybody; keys are not looked at.
    case open
    /// Anybody; a key that is sent must be valid, and says who is asking.
    case optional
    /// A key with the scope, acting for an organization: its own, or the one an operator names.
    /// With `or`, either scope will do.
    case organization(Scope, or: Scope? = nil)
    /// An operator's key. The organization, if any, stands in the path.
    case `operator`
}
