// SPDX-License-Identifier: Apache-2.0

public import Database
import Ledger
public import Money
public import Vocabulary

/// A new customer: the organization, its books, its first key and perhaps its first credits come
/// into being in one transaction.
public struct Founding: Sendable {
    public var id: OrganizationID
    public var name: String
    public var email: String?
    /// Promotional credits to start with; nil for none.
    public var grant: Credits?
    /// What the first key may do.
    public var scopes: Scopes

    public init(
        id: OrganizationID, name: String, email: String?, grant: Credits?, scopes: Scopes
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.grant = grant
        self.scopes = scopes
    }

    /// Makes all of it inside the caller's transaction.
    ///
    /// - Parameter maker: Who asks; nil for the operator's shell.
    /// - Throws: ``KeyRefusal`` when the first key may not be made.
    public func found(
        firstKey: KeyID, _ secret: KeySecret, by maker: Caller?, grant grantID: GrantID,
        at now: Instant, on connection: any Connection
    ) throws -> Organization {
        let organization = Organization(id: id, name: name, email: email, createdAt: now)
        try Organizations.create(organization, in: connection)
        try Keeper.open(Account(organization: id), on: connection)
        let draft = KeyDraft(organizationID: id, name: "First key", scopes: scopes)
        _ = try Keys.create(draft, id: firstKey, secret: secret, by: maker, at: now, in: connection)
        if let grant {
            let command = GrantCommand(
                id: grantID, source: .signup, kind: .promotional, amount: grant,
                expiresAt: .never, provider: GrantSource.signup.rawValue)
            let order = Order(
                .grant(command), for: id, memo: Memo(description: "Welcome credits"))
            _ = try Keeper.settle(order, at: now, on: connection)
        }
        return organization
    }
}
