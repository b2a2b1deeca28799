// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
public import Hummingbird
public import JSON
public import Money
import NIOCore

extension Response {
    /// A JSON body. No cache keeps it: nearly everything here tells of money.
    public static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
        self.json(bytes: json.encoded(), status: status)
    }

    /// A JSON body that is encoded already, as a replay's is.
    public static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A body of text, `text/plain` unless said otherwise.
    public static func text(
        _ text: String, contentType: String = "text/plain; charset=utf-8",
        status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Says what a metered request cost, in headers.
    ///
    /// - Parameter charge: Nil where nothing was charged, as for a hold.
    public mutating func tell(charge: String?, cost: Credits?, balance: Credits?) {
        if let charge { headers[.xFlorinCharge] = charge }
        if let cost { headers[.xFlorinCost] = cost.description }
        if let balance { headers[.xFlorinBalance] = balance.description }
    }
}
