// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// The customer that owns credits. Its balance stands in the keeper's account, not here.
public struct Organization: Hashable, Sendable {
    public let id: OrganizationID
    public let name: String
    /// Where documents and alerts go; nil until somebody says.
    public let email: String?
    public let status: Status
    public let createdAt: Instant

    public enum Status: String, Hashable, Sendable, CaseIterable {
        case active
        case suspended
    }

    public init(
        id: OrganizationID, name: String, email: String?, status: Status = .active,
        createdAt: Instant
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.status = status
        self.createdAt = createdAt
    }
}
