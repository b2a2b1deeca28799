// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
public import Hummingbird
public import JSON

/// Whose JSON an error is written in: a stock client must recognise the errors of the API that it
/// thinks it talks to.
public enum ErrorShape: Sendable, Hashable {
    case house
    case openAI
    case anthropic

    /// The shape for a path, whether it stands under `/v1/` or `/api/v1/`.
    public init(path: some StringProtocol) {
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3)
        let isPrefixed = segments.first?.elementsEqual("api".utf8) ?? false
        let own = segments.dropFirst(isPrefixed ? 1 : 0)
        guard own.first?.elementsEqual("v1".utf8) ?? false else {
            self = .house
            return
        }
        let resource = own.dropFirst().first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        switch resource {
        case "messages": self = .anthropic
        case "chat", "completions", "embeddings", "images", "audio", "responses", "models",
            "moderations", "rerank", "videos":
            self = .openAI
        default: self = isPrefixed ? .house : .openAI
        }
    }

    /// The error as this shape's JSON.
    public func json(_ error: APIError, requestID: String) -> JSON {
        var json = body(error, requestID: requestID)
        if let required = error.requiredCredits { json["requiredCredits"] = .credits(required) }
        for (name, value) in error.terms.members { json[name] = value }
        return .object(json)
    }

    private func body(_ error: APIError, requestID: String) -> JSONObject {
        let code = JSON.string(error.code.rawValue)
        switch self {
        case .house:
            return [
                "success": false, "error": .string(error.message), "code": code,
                "details": .object(error.details), "requestId": .string(requestID),
            ]
        case .openAI:
            return [
                "error": [
                    "message": .string(error.message), "type": .string(error.code.openAIType),
                    "code": code, "param": error.details["field"] ?? .null,
                    "details": .object(error.details),
                ],
                "requestId": .string(requestID),
            ]
        case .anthropic:
            return [
                "type": "error",
                "error": [
                    "type": .string(error.code.anthropicType), "message": .string(error.message),
                    "code": code, "details": .object(error.details),
                ],
                "request_id": .string(requestID),
            ]
        }
    }
}

extension ErrorCode {
    /// The class that OpenAI's clients know for this status.
    fileprivate var openAIType: String {
        switch status.code {
        case 401: "authentication_error"
        case 402: "insufficient_quota"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    /// The class that Anthropic's clients know for this status.
    fileprivate var anthropicType: String {
        switch status.code {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }
}

extension ErrorShape {
    /// The error as a response.
    public func response(_ error: APIError, requestID: String) -> Response {
        var response = Response.json(json(error, requestID: requestID), status: error.status)
        response.headers.append(contentsOf: error.headers)
        return response
    }
}
