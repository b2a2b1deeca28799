// SPDX-License-Identifier: Apache-2.0

@testable import Gateway

extension StreamSubject {
    static let example = StreamSubject(model: "some-model", choices: 1, created: 1_000)
}

extension StreamDialect where Self == ChatStream {
    static func chat(hidesUsage: Bool) -> ChatStream {
        ChatStream(.example, isChat: true, hidesUsage: hidesUsage)
    }
}

extension StreamDialect where Self == ResponsesStream {
    static var responses: ResponsesStream { ResponsesStream(.example) }
}

extension StreamDialect where Self == MessagesStream {
    static var messages: MessagesStream { MessagesStream(.example) }
}
