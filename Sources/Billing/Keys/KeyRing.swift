// SPDX-License-Identifier: Apache-2.0

public import Database
import Synchronization
public import Vocabulary

/// Tells who presents a key, mostly from memory.
///
/// What was read from the database is believed for one second: a key that another process revoked
/// works at most that much longer, and a busy key costs one read a second instead of one a request.
/// A key revoked or rotated through this ring stops working here at once.
public final class KeyRing: Sendable {
    private let database: any Database
    private let clock: Clock
    private let state = Mutex(State())

    private static let secondsBelieved: Int64 = 1
    /// About 200 bytes each.
    fileprivate static let entriesMax = 20_000

    public init(database: any Database, clock: Clock) {
        self.database = database
        self.clock = clock
    }

    /// The caller that this secret stands for, nil when it stands for nobody (any more).
    public func caller(presenting secret: some StringProtocol) async throws -> Caller? {
        let digest = SHA256Digest(of: secret.utf8)
        let now = clock.now
        switch state.withLock({ $0.look(for: digest, at: now) }) {
        case .found(let credential):
            return credential.validUntil > now ? credential.caller : nil
        case .unknown(let generation):
            let found = try await database.read { try Keys.credential(digest, in: $0) }
            guard let found, found.validUntil > now else { return nil }
            state.withLock {
                let fresh = now.adding(seconds: Self.secondsBelieved)
                $0.keep(found, for: digest, until: fresh, at: now, generation: generation)
            }
            return found.caller
        }
    }

    /// Revokes a key, here and now.
    ///
    /// - Throws: ``KeyRefusal/notFound``.
    public func revoke(_ id: KeyID, of organization: OrganizationID?) async throws -> Key {
        let now = clock.now
        let key = try await database.write {
            try Keys.revoke(id, of: organization, at: now, in: $0)
        }
        forget(id)
        return key
    }

    /// Gives a key a new secret. See ``Keys/rotate(_:of:to:grace:by:at:in:)``.
    public func rotate(
        _ id: KeyID, of organization: OrganizationID?, to secret: KeySecret, grace: Int64,
        by maker: Caller?
    ) async throws -> Key {
        let now = clock.now
        let key = try await database.write {
            try Keys.rotate(
                id, of: organization, to: secret, grace: grace, by: maker, at: now, in: $0)
        }
        forget(id)
        return key
    }

    /// Asks the database again about this key; for changes that were made in a transaction of the
    /// caller's own, once it is committed.
    public func forget(_ id: KeyID) {
        state.withLock { $0.forget(id) }
    }

    /// Writes down when keys were last used; to be called once a minute, and at the end.
    public func writeUses() async throws {
        let uses = state.withLock { state in
            defer { state.uses.removeAll(keepingCapacity: true) }
            return state.uses
        }
        guard !uses.isEmpty else { return }
        try await database.write { try Keys.noteUses(uses, in: $0) }
    }
}

private struct State {
    private var entries: [SHA256Digest: Entry] = [:]
    var uses: [KeyID: Instant] = [:]
    /// Moves on with each invalidation, so that what was read before one is not kept after it.
    private var generation: UInt64 = 0

    private struct Entry {
        let credential: Credential
        let freshUntil: Instant
    }

    enum Look {
        case found(Credential)
        case unknown(generation: UInt64)
    }

    func look(for digest: SHA256Digest, at now: Instant) -> Look {
        guard let entry = entries[digest], entry.freshUntil > now else {
            return .unknown(generation: generation)
        }
        return .found(entry.credential)
    }

    mutating func keep(
        _ credential: Credential, for digest: SHA256Digest, until fresh: Instant, at now: Instant,
        generation seen: UInt64
    ) {
        // A key in use is read again every second, so this notes its use often enough.
        if uses.count < KeyRing.entriesMax { uses[credential.caller.keyID] = now }
        guard seen == generation else { return }
        if entries.count >= KeyRing.entriesMax {
            entries = entries.filter { $0.value.freshUntil > now }
            if entries.count >= KeyRing.entriesMax { entries.removeAll() }
        }
        entries[digest] = Entry(credential: credential, freshUntil: fresh)
    }

    mutating func forget(_ id: KeyID) {
        generation &+= 1
        entries = entries.filter { $0.value.credential.caller.keyID != id }
    }
}
