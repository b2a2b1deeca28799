// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Pricing

/// A question to one upstream about something that it has already: short to ask, short to answer,
/// and free.
struct UpstreamQuestion {
    let request: UpstreamRequest
    /// An answer that takes longer is none.
    var seconds: Int64 = 30

    typealias Answer = (head: Exchange.Head, body: ByteBuffer)

    /// Asks once.
    func ask(_ upstream: RoutedUpstream) async throws(UpstreamFailure) -> Answer {
        let exchange = Exchange()
        let patience = Task { [seconds] in
            do {
                try await Task.sleep(for: .seconds(seconds))
            } catch {
                return
            }
            exchange.fail(.silent)
        }
        defer { patience.cancel() }
        upstream.start(request, into: exchange, isRetry: false)
        do throws(UpstreamFailure) {
            let answer = try await Self.collect(exchange)
            upstream.note(answer.head)
            return answer
        } catch {
            exchange.cancel()
            upstream.note(error)
            throw error
        }
    }

    private static func collect(
        _ exchange: Exchange
    ) async throws(UpstreamFailure) -> Answer {
        var head: Exchange.Head?
        var body = ByteBuffer()
        while true {
            switch await exchange.next() {
            case .head(let received): head = received
            case .bytes(var bytes):
                guard body.readableBytes + bytes.readableBytes <= VideoAnswer.bytesMax else {
                    throw .tooLarge
                }
                body.writeBuffer(&bytes)
            case .end:
                guard let head else { throw .brokenOff("the answer is empty") }
                return (head, body)
            case .failure(let failure): throw failure
            case .tick: break
            }
        }
    }
}

extension UpstreamRequest {
    /// A question about a job.
    ///
    /// - Parameter rest: What stands behind the job in the path: `/content`.
    static func video(
        _ method: HTTPMethod, _ id: String, rest: String = "", query: String = "",
        headers: HTTPHeaders
    ) -> UpstreamRequest {
        UpstreamRequest(
            method: method, path: "/videos/" + percentEncoded(id) + rest, query: query,
            headers: headers)
    }

    /// What an upstream calls a job may be anything; it stays one part of the path.
    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }
}
