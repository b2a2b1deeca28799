// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import NIOCore
import NIOHTTP1
import Vocabulary

/// An answer in one piece, as it goes to the client.
struct SentAnswer: Sendable {
    let status: Int
    let contentType: String
    let contentEncoding: String?
    let body: ByteBuffer
}

extension SentAnswer {
    init(_ head: Exchange.Head, _ body: ByteBuffer) {
        self.init(
            status: head.status,
            contentType: head.headers.first(name: "Content-Type") ?? "application/json",
            contentEncoding: head.headers.first(name: "Content-Encoding"), body: body)
    }
}

/// What makes a charge repeatable: the key, which stays in use until the charge is in the books,
/// and what a repeat is told.
struct Remembrance: Sendable {
    let key: KeyInUse
    let form: KeptAnswers.Form
    let status: Int

    /// - Parameter answer: Nil for a stream.
    init(key: KeyInUse, _ answer: SentAnswer?) {
        self.key = key
        status = answer?.status ?? 200
        guard let answer else {
            form = .streamed
            return
        }
        guard answer.body.readableBytes <= KeptAnswer.bytesMax else {
            form = .tooLarge
            return
        }
        form = .whole(
            KeptAnswer(
                contentType: answer.contentType, contentEncoding: answer.contentEncoding,
                body: Array(answer.body.readableBytesView)))
    }
}

extension Settlement {
    /// What to ask of the keeper: the charge, and in the same transaction what it is remembered by.
    func order(_ command: Command, _ charge: ChargeID) -> Order {
        guard let remembrance else { return Order(command, for: organization, memo: memo) }
        let answer = Answer.call(remembrance.form, status: remembrance.status, charge: charge)
        return Order(
            command, for: organization, memo: memo, claim: remembrance.key.claim
        ) { _ in answer }
    }
}
