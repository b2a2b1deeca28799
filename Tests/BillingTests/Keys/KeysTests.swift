// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import TestSupport
import Testing
import Vocabulary

@Suite struct KeysTests {
    private let home: OrganizationID = id(1)

    private func caller(_ scopes: Scopes, agent: AgentID? = nil) -> Caller {
        Caller(keyID: id(7), organizationID: home, scopes: scopes, agentID: agent)
    }

    private func make(
        _ draft: KeyDraft, number: UInt128 = 10, by maker: Caller? = nil,
        in database: any Database
    ) async throws -> Key {
        let secret = try KeySecret(chosen: "flr_secret_number_\(number)")
        return try await database.write {
            try Keys.create(
                draft, id: id(number), secret: secret, by: maker, at: second(100), in: $0)
        }
    }

    @Test("a key is found by its organization and by no other")
    func found() async throws {
        try await withTemporaryDatabase { database in
            var draft = KeyDraft(
                organizationID: home, name: "web", scopes: [.read, .spend], expiresAt: second(200))
            draft.agentID = id(5)
            let made = try await make(draft, in: database)
            let found = try await database.read { [home] connection in
                try [home, id(2), nil].map { try Keys.find(made.id, of: $0, in: connection) }
            }
            #expect(found == [made, nil, nil])
            #expect(made.scopes.description == "read,spend")
        }
    }

    @Test("no key makes a key with more than its own scopes")
    func scopesExceeded() async throws {
        try await withTemporaryDatabase { database in
            let draft = KeyDraft(organizationID: home, name: "x", scopes: [.read, .meter])
            await #expect(throws: KeyRefusal.exceedsScopes(.meter)) {
                try await make(draft, by: caller([.read, .admin]), in: database)
            }
            _ = try await make(draft, by: caller(.operator), in: database)
        }
    }

    @Test("a key that is bound to an agent makes only keys of that agent")
    func bindingExceeded() async throws {
        try await withTemporaryDatabase { database in
            var draft = KeyDraft(organizationID: home, name: "x", scopes: .read)
            let maker = caller([.read, .admin], agent: id(5))
            await #expect(throws: KeyRefusal.exceedsBinding) {
                try await make(draft, by: maker, in: database)
            }
            draft.agentID = id(5)
            _ = try await make(draft, by: maker, in: database)
        }
    }

    @Test(
        "a key without scopes, with the wrong owner or already expired is refused",
        arguments: [
            (KeyDraft(organizationID: id(1), name: "x", scopes: []), KeyRefusal.noScopes),
            (KeyDraft(organizationID: nil, name: "x", scopes: .read), .operatorMismatch),
            (KeyDraft(organizationID: id(1), name: "x", scopes: .operator), .operatorMismatch),
            (
                KeyDraft(organizationID: id(1), name: "x", scopes: .read, expiresAt: second(100)),
                .expiryInThePast
            ),
        ])
    func refused(draft: KeyDraft, refusal: KeyRefusal) async throws {
        try await withTemporaryDatabase { database in
            await #expect(throws: refusal) { _ = try await make(draft, in: database) }
        }
    }

    @Test("lists show an organization's keys, or the operator's, newest first")
    func lists() async throws {
        try await withTemporaryDatabase { database in
            for number: UInt128 in 10...13 {
                let draft = KeyDraft(organizationID: home, name: "\(number)", scopes: .read)
                _ = try await make(draft, number: number, in: database)
            }
            let draft = KeyDraft(organizationID: nil, name: "operator", scopes: .operator)
            _ = try await make(draft, number: 20, in: database)
            try await database.read { [home] connection in
                let first = try Keys.list(of: home, after: nil, limit: 3, in: connection)
                #expect(first.items.map(\.name) == ["13", "12", "11"])
                let cursor = first.next.flatMap { KeyID($0) }
                let rest = try Keys.list(of: home, after: cursor, limit: 3, in: connection)
                #expect(rest.items.map(\.name) == ["10"])
                #expect(rest.next == nil)
                let operators = try Keys.list(of: nil, after: nil, limit: 3, in: connection)
                #expect(operators.items.map(\.name) == ["operator"])
            }
        }
    }

    @Test("the configured operator's key is adopted once, and replaced when it changes")
    func adopted() async throws {
        try await withTemporaryDatabase { database in
            let ring = KeyRing(database: database, clock: Clock { second(100) })
            func adopt(_ text: String, _ number: UInt128) async throws {
                let secret = try KeySecret(chosen: text)
                try await database.write {
                    try Keys.adoptOperatorKey(secret, id: id(number), at: second(100), in: $0)
                }
            }
            let before = try await database.read {
                try Keys.hasOperatorKey(at: second(100), in: $0)
            }
            #expect(!before)
            try await adopt("operator-one", 30)
            try await adopt("operator-one", 31)
            #expect(try await ring.caller(presenting: "operator-one")?.keyID == id(30))
            try await adopt("operator-two", 32)
            #expect(try await ring.caller(presenting: "operator-two")?.isOperator == true)
            ring.forget(id(30))
            #expect(try await ring.caller(presenting: "operator-one") == nil)
            try await adopt("operator-one", 33)
            #expect(try await ring.caller(presenting: "operator-one")?.keyID == id(33))
            _ = try await ring.revoke(id(33), of: nil)
            await #expect(throws: KeyRefusal.revoked) { try await adopt("operator-one", 34) }
        }
    }
}
