// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// What a model answered to a call, kept for a day so that a repeat of the call is told the same.
public struct KeptAnswer: Hashable, Sendable {
    public let contentType: String
    public let contentEncoding: String?
    public let body: [UInt8]

    public init(contentType: String, contentEncoding: String? = nil, body: [UInt8]) {
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.body = body
    }

    /// An answer above this is not kept: a mebibyte holds every text that a model writes, and some
    /// hundred embeddings. Files of megabytes (pictures, speech) would make the database many times
    /// larger than the journal that it is there for.
    public static let bytesMax = 1 << 20
    /// How long an answer is kept, in seconds: the time in which a client still repeats a request.
    public static let lifetimeSeconds: Int64 = 86_400
    /// What is kept for one organization at a time, in bytes: cheap calls with large answers must
    /// not fill the disk that everybody's credits are written on.
    static let bytesPerOrganizationMax: Int64 = 256 << 20
}

/// A charged call that its caller made repeatable, as a repeat finds it.
public struct RepeatableCall: Hashable, Sendable {
    public let charge: ChargeID
    /// The full price; a part may be uncollected. Nil when the charge is archived.
    public let cost: Credits?
    /// What the organization can spend now.
    public let balance: Credits
    public let answer: Recollection

    /// What can still be told of the answer.
    public enum Recollection: Hashable, Sendable {
        case kept(status: Int, KeptAnswer)
        case gone(Reason)
    }

    /// Why an answer cannot be told again.
    public enum Reason: Hashable, Sendable {
        /// It was streamed, and a stream is not kept.
        case streamed
        /// Above ``KeptAnswer/bytesMax``.
        case tooLarge
        /// Too much was kept for the organization at that time.
        case noRoom
        /// Its ``KeptAnswer/lifetimeSeconds`` are over.
        case forgotten
    }
}

extension Answer {
    /// What a call of a model is remembered by: the charge, for as long as there is a journal; the
    /// answer, for a day.
    public static func call(
        _ form: KeptAnswers.Form, status: Int, charge: ChargeID
    ) -> Answer {
        var answer = Answer(
            status: status, body: Array(form.marker.utf8), reference: charge.description)
        if case .whole(let kept) = form { answer.kept = kept }
        return answer
    }
}
