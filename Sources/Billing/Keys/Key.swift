// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// An API key, without its secret.
public struct Key: Hashable, Sendable {
    public let id: KeyID
    /// Nil for an operator's key.
    public let organizationID: OrganizationID?
    public let name: String
    /// The first characters of the secret, to recognise it by.
    public let prefix: String
    public let scopes: Scopes
    /// What is spent with this key is this agent's.
    public let agentID: AgentID?
    public let appID: AppID?
    public let createdAt: Instant
    public let expiresAt: Instant?
    public let revokedAt: Instant?
    public let rotatedAt: Instant?
    /// To the minute.
    public let lastUsedAt: Instant?
}

/// What is asked for when a key is made.
public struct KeyDraft: Hashable, Sendable {
    /// Nil makes an operator's key.
    public var organizationID: OrganizationID?
    public var name: String
    public var scopes: Scopes
    public var agentID: AgentID?
    public var appID: AppID?
    public var expiresAt: Instant?

    public init(
        organizationID: OrganizationID?, name: String, scopes: Scopes, expiresAt: Instant? = nil
    ) {
        self.organizationID = organizationID
        self.name = name
        self.scopes = scopes
        self.expiresAt = expiresAt
    }
}

/// Who is asking: what a valid key says about the one that presents it.
public struct Caller: Hashable, Sendable {
    public let keyID: KeyID
    /// Nil for an operator, who belongs to no organization.
    public let organizationID: OrganizationID?
    public let scopes: Scopes
    public let agentID: AgentID?
    public let appID: AppID?

    public var isOperator: Bool { scopes.contains(.operator) }

    public init(
        keyID: KeyID, organizationID: OrganizationID?, scopes: Scopes, agentID: AgentID? = nil,
        appID: AppID? = nil
    ) {
        self.keyID = keyID
        self.organizationID = organizationID
        self.scopes = scopes
        self.agentID = agentID
        self.appID = appID
    }
}

/// Why a key is not made, changed or accepted.
public enum KeyRefusal: Error, Hashable {
    /// No such key here; another organization's key looks the same.
    case notFound
    /// The one who asks does not have these scopes itself.
    case exceedsScopes(Scopes)
    /// The one who asks is bound to an agent or an app, and the key would not be.
    case exceedsBinding
    /// The operator scope goes with no organization, every other key with one.
    case operatorMismatch
    /// A key without any scope could do nothing.
    case noScopes
    case expiryInThePast
    /// Longer than a rotated secret may live on, in seconds.
    case graceTooLong(max: Int64)
    case revoked
    case secretMalformed
}
