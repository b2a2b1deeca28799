// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
public import Hummingbird

/// Reads the key out of a request's headers.
enum Credentials {
    static func areSent(with request: Request) -> Bool {
        request.headers.contains(.authorization) || request.headers.contains(.xAPIKey)
    }

    /// The secret that the request presents: of `Authorization: Bearer` if that header is there,
    /// else of `X-API-Key`.
    ///
    /// - Throws: 401 when there is none, or when it cannot be one. A header sent twice cannot.
    static func secret(of request: Request) throws(APIError) -> Substring {
        if let authorization = request.headers[.authorization] {
            guard let key = bearerKey(in: authorization) else {
                throw .authenticationRequired(
                    "The Authorization header must be \"Bearer\" and an API key.", isKeyWrong: true)
            }
            return key
        }
        guard let key = request.headers[.xAPIKey] else {
            throw .authenticationRequired(
                "This needs an API key: send Authorization: Bearer KEY.", isKeyWrong: false)
        }
        guard isSecret(key[...]) else {
            throw .authenticationRequired("This API key is not valid.", isKeyWrong: true)
        }
        return key[...]
    }

    /// Of bytes: finding where characters end costs more than all else here.
    private static func bearerKey(in authorization: String) -> Substring? {
        let trimmed = Substring(authorization).utf8.drop { $0 == UInt8(ascii: " ") }
        guard let space = trimmed.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        var key = trimmed[space...].drop { $0 == UInt8(ascii: " ") }
        while key.last == UInt8(ascii: " ") { key.removeLast() }
        let word = Substring(trimmed[..<space])
        guard isBearer(word), isSecret(Substring(key)) else { return nil }
        return Substring(key)
    }

    private static func isBearer(_ word: Substring) -> Bool {
        word.utf8.count == 6
            && zip(word.utf8, "bearer".utf8).allSatisfy { ($0 | 0x20) == $1 }
    }

    private static func isSecret(_ word: Substring) -> Bool {
        (1...256).contains(word.utf8.count) && word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

extension Request {
    /// The secret that the request presents, to derive others from it.
    ///
    /// - Throws: 401 when there is none.
    public func presentedSecret() throws(APIError) -> String {
        String(try Credentials.secret(of: self))
    }
}
