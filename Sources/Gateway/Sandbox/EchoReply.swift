// SPDX-License-Identifier: Apache-2.0

/// What `florin/echo` says to a request: its last user message, token by token, as far as the
/// request's limit lets it.
struct EchoReply {
    let tokens: [String]
    /// The limit of tokens has cut it.
    let isCut: Bool

    init(to request: EchoRequest) {
        let all = EchoTokenizer.tokens(of: request.text)
        let limit = Int(clamping: request.outputTokensMax ?? .max)
        tokens = Array(all.prefix(limit))
        isCut = all.count > limit
    }

    var text: String { tokens.joined() }
}
