// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Gateway
import JSON
import Upkeep
import Vocabulary

/// `florin doctor`: is everything as it should be, and if not, what to do.
struct Doctor {
    struct Finding {
        let name: String
        let isGood: Bool
        let detail: String
    }

    let configuration: Configuration
    /// A journal entry takes some 400 bytes: this is room for a few million charges.
    private static let freeBytesMin: Int64 = 1 << 30
    /// A week: longer than it takes a client to ask what became of its call.
    private static let callsSeconds: Int64 = 7 * 86_400
    /// More than anybody reads.
    private static let callsMax = 20
    /// An expired hold is gone within 15 s where a server runs (API.md, holds).
    private static let overdueSeconds: Int64 = 60

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    func findings() async throws -> [Finding] {
        let common = [configured, names] + (await upstreams())
        switch configuration.database {
        case .sqlite(let path): return try await common + findings(at: path)
        case .postgresql(let address): return try await common + findings(at: address)
        }
    }

    private func findings(at path: String) async throws -> [Finding] {
        guard Files.exists(path) else {
            return [
                space(at: path),
                Finding(
                    name: "database", isGood: false,
                    detail: "there is none at \(path): run `florin migrate` or `florin serve`"),
            ]
        }
        let isServed = try FileLock(path: path + ".lock") == nil
        let house = try House(configuration.database)
        let server = Finding(
            name: "server", isGood: true,
            detail: isServed ? "one serves \(path)" : "none serves \(path) now")
        let findings = try await look(into: house, isServed: isServed)
        await house.database.close()
        return [space(at: path), permissions(of: path), server] + findings
    }

    private func findings(at address: PostgreSQLAddress) async throws -> [Finding] {
        let house: House
        do {
            house = try House(configuration.database)
        } catch let failure as DatabaseFailure {
            return [Finding(name: "database", isGood: false, detail: "\(failure)")]
        }
        let findings =
            try await server(of: house, at: address)
            + look(into: house, isServed: true)
        await house.database.close()
        return findings
    }

    /// What of a server's own settings Florin's promises rest on.
    private func server(
        of house: House, at address: PostgreSQLAddress
    ) async throws -> [Finding] {
        let (version, unsafe) = try await house.database.read { connection in
            let version = try connection.first("SHOW server_version") { $0.text(0) }
            let unsafe = try connection.query(
                """
                SELECT name FROM pg_settings
                WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name
                """
            ) { $0.text(0) }
            return (version ?? "", unsafe)
        }
        return [
            Finding(
                name: "database", isGood: true, detail: "PostgreSQL \(version) at \(address)"),
            Finding(
                name: "durability", isGood: unsafe.isEmpty,
                detail: unsafe.isEmpty
                    ? "a commit is on disk before it is told"
                    : "a crash can lose or damage data: turn on \(unsafe.joined(separator: ", "))"),
        ]
    }

    private func look(into house: House, isServed: Bool) async throws -> [Finding] {
        guard try await house.isCurrent() else {
            return [
                Finding(
                    name: "migrations", isGood: false, detail: "some are missing: `florin migrate`")
            ]
        }
        let prices = try await prices(in: house)
        let overdueSince = house.clock.now.adding(seconds: -Self.overdueSeconds)
        let (balance, overdue) = try await house.database.read { connection in
            (
                try Books.trialBalance(on: connection),
                try Keeper.organizationsDue(at: overdueSince, limit: 1_000, on: connection).count
            )
        }
        let cutOff = try await cutOffCalls(in: house)
        let due = "\(overdue) organizations have expired holds or grants to be booked"
        return [
            Finding(name: "migrations", isGood: true, detail: "all are there"),
            Finding(
                name: "ledger", isGood: balance.isBalanced,
                detail: balance.isBalanced
                    ? "debits equal credits (\(balance.sums.debit)); verify proves it"
                    : "debits are \(balance.sums.debit), credits \(balance.sums.credit)"),
            // Without a server nobody sweeps, and nobody needs it: decisions do not count them.
            Finding(
                name: "sweeps", isGood: overdue == 0 || !isServed,
                detail: overdue == 0 ? "nothing is overdue" : due),
            cutOff, try await lostVideos(in: house), try await usage(in: house),
        ] + (try await partitions(in: house)) + prices
    }

    /// Calls that ran when a server was killed: nothing to repair, but clients may ask.
    private func cutOffCalls(in house: House) async throws -> Finding {
        let now = house.clock.now
        let start = now.adding(seconds: -Self.callsSeconds)
        let calls = try await house.database.read { connection in
            try CutOffCall.since(start, until: now, limit: Self.callsMax, on: connection)
        }
        let list = calls.map { call in
            "\(call.request) of \(call.organization) (\(call.description ?? "a call"), "
                + "\(call.startedAt), held \(call.amount))"
        }
        return Finding(
            name: "calls", isGood: true,
            detail: calls.isEmpty
                ? "none was cut off in the last week"
                : "cut off in the last week as a server died, held for and not charged: "
                    + list.joined(separator: "; "))
    }

    private func prices(in house: House) async throws -> [Finding] {
        let settings = configuration.pricing
        let rule = PriceHealth.Rule(
            sources: settings.sources, staleAfterSeconds: settings.staleAfterSeconds)
        let now = house.clock.now
        let health = try await house.database.read {
            try PriceHealth.read(rule, at: now, on: $0)
        }
        let failures = health.failed.map { "\($0.source.name): \($0.failure ?? "it failed")" }
        let age = health.checkedAt.map { "were looked at last at \($0)" } ?? "were never looked at"
        return [
            Finding(
                name: "prices", isGood: !health.isStale,
                detail: settings.sources.isEmpty
                    ? "come from no source that is looked at (FLORIN_PRICING_SOURCES)" : age),
            Finding(
                name: "sources", isGood: failures.isEmpty,
                detail: failures.isEmpty
                    ? "none failed at the last look" : failures.joined(separator: "; ")),
            Finding(
                // Work for somebody, and no fault: the prices in force are good ones.
                name: "quarantine", isGood: true,
                detail: health.quarantined == 0
                    ? "no price waits for a decision"
                    : "\(health.quarantined) prices wait for a decision: "
                        + "`florin pricing quarantine list`"),
        ]
    }

    private var configured: Finding {
        let set = configuration.settings.found.filter { $0.value.source != .standard }
        let names = set.map { "\($0.setting.name) (\($0.value.source))" }
        return Finding(
            name: "configuration", isGood: true,
            detail: names.isEmpty ? "defaults only" : names.joined(separator: ", "))
    }

    private var names: Finding {
        let unknown = configuration.settings.unknownNames
        return Finding(
            name: "names", isGood: unknown.isEmpty,
            detail: unknown.isEmpty
                ? "every FLORIN_ name in the environment is a setting"
                : "these are no settings: \(unknown.joined(separator: ", "))")
    }

    private func permissions(of path: String) -> Finding {
        let mode = Files.mode(of: path) ?? 0o777
        let folder = Files.folder(of: path)
        let folderMode = Files.mode(of: folder.isEmpty ? "." : folder) ?? 0o777
        let isPrivate = mode & 0o077 == 0 || folderMode & 0o077 == 0
        return Finding(
            name: "permissions", isGood: isPrivate,
            detail: isPrivate
                ? "only its owner can open \(path)"
                : "others can open \(path): chmod 600 \(path)")
    }

    private func space(at path: String) -> Finding {
        guard let free = Files.freeBytes(at: path) else {
            return Finding(name: "disk", isGood: true, detail: "its free space cannot be told yet")
        }
        return Finding(
            name: "disk", isGood: free >= Self.freeBytesMin,
            detail: "\(free >> 20) MiB are free, \(Self.freeBytesMin >> 20) should be")
    }

    private func upstreams() async -> [Finding] {
        guard !configuration.isSandbox else {
            return [
                Finding(
                    name: "upstream", isGood: true,
                    detail: "none (FLORIN_UPSTREAM_URL): the sandbox's built-in models answer")
            ]
        }
        return await withTaskGroup(of: (Int, Finding).self) { group in
            for (index, upstream) in configuration.upstreams.enumerated() {
                group.addTask { (index, await Self.finding(upstream)) }
            }
            var findings: [(Int, Finding)] = []
            for await finding in group { findings.append(finding) }
            return findings.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func finding(_ upstream: UpstreamSettings) async -> Finding {
        let failure = await upstream.connectionFailure()
        return Finding(
            name: "upstream", isGood: failure == nil,
            detail: failure.map { "\(upstream) cannot be reached: \($0)" }
                ?? "\(upstream) takes connections")
    }
}

extension Commands {
    /// `florin doctor`.
    public func doctor() async throws -> Report {
        let findings = try await Doctor(configuration).findings()
        let isHealthy = findings.allSatisfy(\.isGood)
        let lines = findings.map { finding in
            "\(finding.isGood ? "✓" : "✗") \(finding.name.rightPadded(14)) \(finding.detail)"
        }
        return Report(
            lines.joined(separator: "\n"),
            [
                "ok": .bool(isHealthy),
                "checks": .array(
                    findings.map { finding in
                        [
                            "name": .string(finding.name), "ok": .bool(finding.isGood),
                            "detail": .string(finding.detail),
                        ]
                    }),
            ], isSuccess: isHealthy)
    }
}
