// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Testing
import Vocabulary

@Suite struct OrganizationsTests {
    private func organization(_ number: UInt128) -> Organization {
        Organization(
            id: id(number), name: "Number \(number)", email: number == 1 ? "a@example.com" : nil,
            createdAt: second(Int64(number)))
    }

    @Test("an organization is found as it was created")
    func found() async throws {
        try await withTemporaryDatabase { database in
            let made = organization(1)
            try await database.write { try Organizations.create(made, in: $0) }
            let found = try await database.read { try Organizations.find(made.id, in: $0) }
            #expect(found == made)
        }
    }

    @Test("an id that nobody has finds nothing")
    func notFound() async throws {
        try await withTemporaryDatabase { database in
            let found = try await database.read { try Organizations.find(id(9), in: $0) }
            #expect(found == nil)
        }
    }

    @Test("an id that is taken is refused")
    func taken() async throws {
        try await withTemporaryDatabase { database in
            let made = organization(1)
            try await database.write { try Organizations.create(made, in: $0) }
            await #expect(throws: DatabaseFailure.self) {
                try await database.write { try Organizations.create(made, in: $0) }
            }
        }
    }

    @Test("pages go from the newest to the oldest and name no organization twice")
    func pages() async throws {
        try await withTemporaryDatabase { database in
            let all = (1...5).map(organization)
            try await database.write { connection in
                for made in all { try Organizations.create(made, in: connection) }
            }
            var seen: [Organization] = []
            var cursor: OrganizationID?
            repeat {
                let page = try await database.read { [cursor] in
                    try Organizations.list(after: cursor, limit: 2, in: $0)
                }
                seen += page.items
                cursor = page.next.flatMap { OrganizationID($0) }
            } while cursor != nil
            #expect(seen == all.reversed())
        }
    }

    @Test("the directory knows an organization as soon as it was created")
    func directory() async throws {
        try await withTemporaryDatabase { database in
            let directory = OrganizationDirectory(database: database)
            let made = organization(1)
            #expect(try await directory.contains(made.id) == false)
            try await database.write { try Organizations.create(made, in: $0) }
            #expect(try await directory.contains(made.id))
            #expect(try await directory.contains(made.id))
        }
    }

    @Test("a busy or full database is an outage, a broken one is not")
    func outages() {
        #expect(Outage(DatabaseFailure.full)?.retryAfterSeconds == 10)
        #expect(Outage(DatabaseFailure.busy("locked"))?.retryAfterSeconds == 1)
        #expect(Outage(DatabaseFailure.corrupt("page 1")) == nil)
        #expect(Outage(KeyRefusal.notFound) == nil)
    }
}
