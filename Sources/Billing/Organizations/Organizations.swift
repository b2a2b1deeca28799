// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// The table of organizations.
///
/// The functions run inside the caller's transaction, so that an organization, its account and its
/// first key come into being together or not at all.
public enum Organizations {
    public static let migrations = [
        Migration(
            100, "organizations",
            """
            CREATE TABLE organization (
                id TEXT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                email TEXT,
                status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
                created_at BIGINT NOT NULL
            )
            """)
    ]

    /// Adds an organization.
    ///
    /// - Throws: `DatabaseFailure.constraint` when the id is taken.
    public static func create(_ organization: Organization, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO organization (id, name, email, status, created_at)
            VALUES ($1, $2, $3, $4, $5)
            """,
            [
                .text(organization.id.description), .text(organization.name),
                .text(organization.email), .text(organization.status.rawValue),
                .integer(organization.createdAt.microseconds),
            ])
    }

    /// The organization with this id, nil when there is none.
    public static func find(
        _ id: OrganizationID, in connection: any Connection
    ) throws -> Organization? {
        try connection.first(
            "SELECT \(columns) FROM organization WHERE id = $1", [.text(id.description)], decode)
    }

    /// Whether an organization has this id.
    public static func exists(
        _ id: OrganizationID, in connection: any Connection
    ) throws -> Bool {
        let found = try connection.first(
            "SELECT 1 FROM organization WHERE id = $1", [.text(id.description)]
        ) { _ in true }
        return found ?? false
    }

    /// A page of organizations, newest first.
    ///
    /// - Parameter cursor: The last organization of the page before; nil for the first page.
    public static func list(
        after cursor: OrganizationID?, limit: Int, in connection: any Connection
    ) throws -> Page<Organization> {
        let found = try connection.query(
            """
            SELECT \(columns) FROM organization
            WHERE id < $1
            ORDER BY id DESC LIMIT $2
            """,
            [.text(before: cursor), .integer(Int64(limit) + 1)], decode)
        return Page(found, limit: limit) { $0.id.description }
    }

    private static let columns = "id, name, email, status, created_at"

    private static func decode(_ row: any Row) throws -> Organization {
        guard let status = Organization.Status(rawValue: row.text(3)) else {
            throw DatabaseFailure.corrupt("organization \(row.text(0)) has status \(row.text(3))")
        }
        return Organization(
            id: try row.id(0), name: row.text(1), email: row.textOrNull(2), status: status,
            createdAt: row.instant(4))
    }
}
