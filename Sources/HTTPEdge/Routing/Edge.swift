// SPDX-License-Identifier: Apache-2.0

public import Billing
import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore
public import Vocabulary

/// What all faces share: every request passes here on its way in and on its way out.
public struct Edge: Sendable {
    private let keys: KeyRing
    private let organizations: OrganizationDirectory
    private let limiter: RateLimiter?
    let metrics: Metrics
    private let ids: IDSource
    private let topUpURL: String?

    /// - Parameters:
    ///   - limiter: Nil lets every caller ask as often as it likes.
    ///   - topUpURL: Where a person pays; stands in each 402.
    public init(
        keys: KeyRing, organizations: OrganizationDirectory, limiter: RateLimiter?,
        metrics: Metrics, ids: IDSource, topUpURL: String?
    ) {
        self.keys = keys
        self.organizations = organizations
        self.limiter = limiter
        self.metrics = metrics
        self.ids = ids
        self.topUpURL = topUpURL
    }
}

// MARK: The way in

extension Edge {
    /// Finds out who is asking and lets them through, or not.
    ///
    /// - Throws: 401, 429, 403, 400 or 404, in this order.
    func admit(_ request: Request, by access: Access, into context: inout EdgeContext) async throws
    {
        switch access {
        case .open:
            return
        case .optional:
            guard Credentials.areSent(with: request) else { return }
            let caller = try await authenticate(request, into: &context)
            if !caller.isOperator || request.headers[.xOrganizationID] != nil {
                try await resolveOrganization(of: caller, request, into: &context)
            }
        case .operator:
            let caller = try await authenticate(request, into: &context)
            guard caller.isOperator else { throw APIError.scopeRequired(.operator) }
        case .organization(let scope, let other):
            let caller = try await authenticate(request, into: &context)
            guard caller.scopes.allow(scope) || other.map(caller.scopes.allow) ?? false else {
                throw APIError.scopeRequired(scope)
            }
            try await resolveOrganization(of: caller, request, into: &context)
        }
    }

    /// Finds out who is asking, and counts the request against their quota.
    ///
    /// - Throws: 401 or 429.
    func authenticate(_ request: Request, into context: inout EdgeContext) async throws -> Caller {
        let secret = try Credentials.secret(of: request)
        guard let caller = try await keys.caller(presenting: secret) else {
            throw APIError.authenticationRequired("This API key is not valid.", isKeyWrong: true)
        }
        context.callerIfAny = caller
        if let limiter {
            let verdict = limiter.take(caller.keyID.bits, at: NIODeadline.now().uptimeNanoseconds)
            context.quota = verdict
            guard verdict.isAllowed else { throw APIError.tooManyRequests(verdict) }
        }
        return caller
    }

    /// A key speaks for its own organization; an operator's for the one that it names.
    private func resolveOrganization(
        of caller: Caller, _ request: Request, into context: inout EdgeContext
    ) async throws {
        let named = request.headers[.xOrganizationID]
        if let own = caller.organizationID {
            // Naming another one is not ignored: the caller would not learn whose credits it spent.
            guard named == nil || named.flatMap({ OrganizationID($0) }) == own else {
                throw APIError.notFound("organization")
            }
            context.organizationIfAny = own
            return
        }
        guard let named else { throw APIError.organizationMissing }
        guard let id = OrganizationID(named), try await organizations.contains(id) else {
            throw APIError.notFound("organization")
        }
        context.organizationIfAny = id
    }
}

// MARK: The way out

extension Edge {
    /// Runs an answer between what every request gets: an id, a response whatever happens, the
    /// common headers, a measurement and a line in the log.
    func respond(
        to request: Request, _ context: EdgeContext, measuring meter: RouteMeter,
        with answer: (Request, inout EdgeContext) async throws -> Response
    ) async -> Response {
        let start = NIODeadline.now()
        var context = context
        context.requestID = requestID(of: request)
        var response: Response
        do {
            response = try await answer(request, &context)
        } catch {
            response = refuse(error, request, context)
        }
        response.headers[.xRequestID] = context.requestID
        // A route that has a scarcer limit of its own has said so.
        if let quota = context.quota, !response.headers.contains(.rateLimitLimit) {
            quota.write(to: &response.headers)
        }
        if request.headers.contains(.origin), isUnderAPI(request.uri.path) {
            response.headers[.accessControlAllowOrigin] = "*"
            response.headers[.accessControlExposeHeaders] = "*"
        }
        let elapsed = (NIODeadline.now() - start).nanoseconds / 1_000
        meter.record(status: response.status.code, microseconds: elapsed)
        log(request, context, response, microseconds: elapsed)
        return response
    }

    private func requestID(of request: Request) -> String {
        if let given = request.headers[.xRequestID], isSaneRequestID(given) { return given }
        return ids.make(RequestKind.self).description
    }

    private func refuse(
        _ error: any Error, _ request: Request, _ context: EdgeContext
    ) -> Response {
        var refusal = APIError(error)
        if refusal.code == .insufficientCredits, let topUpURL {
            refusal.details["topUpUrl"] = .string(topUpURL)
        }
        if let reason = refusal.reason {
            let level: Logger.Level = refusal.code == .internalError ? .error : .warning
            context.logger.log(
                level: level, "\(refusal.code.rawValue): \(reason)",
                metadata: [
                    "request": "\(context.requestID)", "method": "\(request.method)",
                    "path": "\(request.uri.path)",
                ])
        }
        return ErrorShape(path: request.uri.path).response(refusal, requestID: context.requestID)
    }

    private func log(
        _ request: Request, _ context: EdgeContext, _ response: Response, microseconds: Int64
    ) {
        guard context.logger.logLevel <= .debug else { return }
        // The path without its query, and ids instead of keys: nothing here may be worth stealing.
        context.logger.debug(
            "\(request.method) \(request.uri.path) \(response.status.code)",
            metadata: [
                "request": "\(context.requestID)", "microseconds": "\(microseconds)",
                "key": "\(context.callerIfAny?.keyID.description ?? "-")",
                "organization": "\(context.organizationIfAny?.description ?? "-")",
            ])
    }
}

private enum RequestKind: IDKind { static let prefix = "req" }

/// Letters, digits and the marks of common trace ids, so that an id can be searched for in any log.
private func isSaneRequestID(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "+"),
                UInt8(ascii: "="), UInt8(ascii: "@"):
                true
            default: false
            }
        }
}

extension APIError {
    static let organizationMissing = APIError(
        .validationError,
        "An operator's key must say for which organization it acts: send X-Organization-Id.",
        details: ["field": "X-Organization-Id", "expected": "the id of an organization"])

    static func tooManyRequests(_ verdict: RateLimiter.Verdict) -> APIError {
        var error = APIError(
            .rateLimitExceeded,
            "This key may ask \(verdict.limit) times a minute. "
                + "Please try again in \(verdict.retryAfterSeconds) s.")
        verdict.writeForOpenAI(to: &error.headers)
        error.headers[.retryAfter] = String(verdict.retryAfterSeconds)
        return error
    }
}
