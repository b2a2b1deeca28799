// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Vocabulary

/// Lets calls of models begin while their organization and their key may ask for more.
///
/// Of this server only and in memory: a limit protects machines, and credits are what protects
/// money.
final class CallLimiter: Sendable {
    /// What is counted together: a key of an organization, or all of them.
    struct Name: Hashable, Sendable {
        let organization: UInt128
        let key: UInt128?
    }

    /// What one name has asked for.
    private struct Account {
        var requests = LeakyBucket()
        var tokens = LeakyBucket()
        var running: Int64 = 0

        func isIdle(at now: UInt64) -> Bool {
            running == 0 && requests.isEmpty(at: now) && tokens.isEmpty(at: now)
        }
    }

    private final class Shard: Sendable {
        let accounts = Mutex<[Name: Account]>([:])
    }

    /// An organization and its keys are in one shard, so that they are looked at together.
    private let shards = (0..<16).map { _ in Shard() }
    /// 100 bytes each; the idle ones make room for others.
    private static let accountsPerShardMax = 8_192

    /// Lets a call begin.
    ///
    /// - Parameters:
    ///   - tokens: What it may use, as far as that is known.
    ///   - now: Nanoseconds of a clock that never goes back.
    func admit(
        _ organization: OrganizationID, _ key: KeyID, by tier: LimitTier, tokens: Int64,
        at now: UInt64
    ) throws(LimitRefusal) -> CallPermit {
        let names = Self.names(organization, key, tier)
        let result = shard(of: organization).accounts.withLock { accounts in
            for (name, allowance) in names {
                let account = accounts[name] ?? Account()
                if let refusal = Self.refusal(account, name, allowance, tokens, at: now) {
                    return Result<LimitStanding, LimitRefusal>.failure(refusal)
                }
            }
            Self.makeRoom(in: &accounts, at: now)
            return .success(
                names.reduce(into: LimitStanding()) { standing, each in
                    var account = accounts[each.name] ?? Account()
                    Self.count(tokens, in: &account, each.allowance, at: now)
                    accounts[each.name] = account
                    standing.add(Self.standing(account, each.allowance, at: now))
                })
        }
        return CallPermit(try result.get(), names, tokens: tokens, of: self)
    }

    /// Those that have a limit, the organization first.
    private static func names(
        _ organization: OrganizationID, _ key: KeyID, _ tier: LimitTier
    ) -> [(name: Name, allowance: Allowance)] {
        [
            (Name(organization: organization.bits, key: nil), tier.organization),
            (Name(organization: organization.bits, key: key.bits), tier.key),
        ].filter { !$0.1.isUnlimited }
    }

    private func shard(of organization: OrganizationID) -> Shard {
        shards[Int(truncatingIfNeeded: organization.bits) & (shards.count - 1)]
    }

    private static func makeRoom(in accounts: inout [Name: Account], at now: UInt64) {
        guard accounts.count >= accountsPerShardMax else { return }
        accounts = accounts.filter { !$0.value.isIdle(at: now) }
        guard accounts.count >= accountsPerShardMax else { return }
        // What runs has to be counted down; what was asked before may be forgotten.
        accounts = accounts.filter { $0.value.running > 0 }
    }
}

// MARK: The rules

extension CallLimiter {
    private static func refusal(
        _ account: Account, _ name: Name, _ allowance: Allowance, _ tokens: Int64, at now: UInt64
    ) -> LimitRefusal? {
        func refusal(_ kind: LimitRefusal.Kind, _ limit: Int64, _ wait: UInt64) -> LimitRefusal {
            LimitRefusal(
                kind: kind, limit: limit, isOfKey: name.key != nil,
                retryAfterSeconds: max(1, ceilingSeconds(wait)),
                standing: standing(account, allowance, at: now))
        }
        if let limit = allowance.concurrency, account.running >= limit {
            return refusal(.concurrency, limit, 0)
        }
        if let limit = allowance.requestsPerMinute {
            let wait = account.requests.wait(for: 1, of: limit, at: now)
            if wait > 0 { return refusal(.requests, limit, wait) }
        }
        if let limit = allowance.tokensPerMinute {
            let wait = account.tokens.wait(for: tokens, of: limit, at: now)
            if wait > 0 { return refusal(.tokens, limit, wait) }
        }
        return nil
    }

    private static func count(
        _ tokens: Int64, in account: inout Account, _ allowance: Allowance, at now: UInt64
    ) {
        account.running += 1
        if let limit = allowance.requestsPerMinute {
            account.requests.pour(1, of: limit, at: now)
        }
        if let limit = allowance.tokensPerMinute {
            account.tokens.pour(tokens, of: limit, at: now)
        }
    }

    private static func standing(
        _ account: Account, _ allowance: Allowance, at now: UInt64
    ) -> LimitStanding {
        LimitStanding(
            requests: allowance.requestsPerMinute.map { account.requests.gauge(of: $0, at: now) },
            tokens: allowance.tokensPerMinute.map { account.tokens.gauge(of: $0, at: now) })
    }
}

// MARK: The end of a call

extension CallLimiter {
    /// A call runs no longer.
    func leave(_ names: [(name: Name, allowance: Allowance)]) {
        change(names) { account, _ in account.running = max(0, account.running - 1) }
    }

    /// A call used more than it was let through for, or less.
    func correct(
        _ names: [(name: Name, allowance: Allowance)], by tokens: Int64, at now: UInt64
    ) {
        change(names) { account, allowance in
            guard let limit = allowance.tokensPerMinute else { return }
            if tokens > 0 {
                account.tokens.pour(tokens, of: limit, at: now)
            } else {
                account.tokens.takeBack(-tokens, of: limit)
            }
        }
    }

    private func change(
        _ names: [(name: Name, allowance: Allowance)],
        _ body: (inout Account, Allowance) -> Void
    ) {
        guard let first = names.first else { return }
        let shard = shard(of: OrganizationID(bits: first.name.organization))
        shard.accounts.withLock { accounts in
            for (name, allowance) in names {
                guard var account = accounts[name] else { continue }
                body(&account, allowance)
                accounts[name] = account
            }
        }
    }
}
