// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Hummingbird
public import Logging
public import Vocabulary

/// What the edge has found out about a request before its route sees it.
public struct EdgeContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The client's `X-Request-Id`, or one of ours; stands in the response and in the log.
    public internal(set) var requestID = ""
    /// Who is asking; nil on open routes, and on optional ones without a key.
    public internal(set) var callerIfAny: Caller?
    /// The organization that the request is for; nil where there is none.
    public internal(set) var organizationIfAny: OrganizationID?
    /// How the key stands that asks; nil without one, and where nothing limits it.
    public internal(set) var quota: RateLimiter.Verdict?

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// A context without a connection, to drive routes in process.
    ///
    /// - Parameter organization: For which the request is, as if the edge had found that out.
    public init(logger: Logger, organization: OrganizationID? = nil) {
        coreContext = CoreRequestContextStorage(source: LoggerSource(logger: logger))
        organizationIfAny = organization
    }

    private struct LoggerSource: RequestContextSource {
        let logger: Logger
    }
}

extension EdgeContext {
    /// Who is asking.
    ///
    /// - Throws: 401 when the route let nobody through.
    public var caller: Caller {
        get throws(APIError) {
            guard let callerIfAny else {
                throw .authenticationRequired("This needs an API key.", isKeyWrong: false)
            }
            return callerIfAny
        }
    }

    /// The organization that the request is for: the key's, or the one that an operator names.
    ///
    /// - Throws: 400 when an operator named none.
    public var organization: OrganizationID {
        get throws(APIError) {
            guard let organizationIfAny else { throw .organizationMissing }
            return organizationIfAny
        }
    }

    /// A part of the path, percent-decoded; empty when the route has none of this name.
    public func path(_ name: String) -> String {
        percentDecoded(parameters[name[...]] ?? "")
    }

    /// A part of the path and everything behind it, percent-decoded: names that have slashes.
    public func pathToEnd(_ name: String) -> String {
        let rest = parameters.getCatchAll().map { percentDecoded($0) }
        return ([path(name)] + rest).joined(separator: "/")
    }

    /// A typed id in the path.
    ///
    /// - Parameter what: Names the thing in the sentence of a 404: `hold`.
    /// - Throws: 404, because an id of another form is nobody's.
    public func id<Kind: IDKind>(
        _ name: String = "id", of kind: Kind.Type = Kind.self, what: String
    ) throws(APIError) -> ID<Kind> {
        guard let id = ID<Kind>(parameters[name[...]] ?? "") else { throw .notFound(what) }
        return id
    }
}

/// Decodes `%41` to `A`; what is no such sequence stays, and bytes that are not UTF-8 are replaced.
func percentDecoded(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), let digits = String(rest.prefix(2)), digits.utf8.count == 2,
            digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt8(digits, radix: 16)
        {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
