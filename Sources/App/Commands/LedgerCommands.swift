// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Glibc
import JSON
import Synchronization

extension Commands {
    /// `florin ledger verify`.
    ///
    /// - Parameter archives: The folder of the archives of usage, to read what is in them there.
    public func verifyLedger(archives: String? = nil) async throws -> Report {
        try await House.visit(configuration) { house in
            let line = ProgressLine("entries")
            let verdict = try await house.database.read { connection in
                try Books.verify(
                    on: connection, seed: systemRandom(), archives: archives
                ) {
                    line.show($0.entries, of: $0.total)
                }
            }
            line.clear()
            let count =
                counted(verdict.entries, "entry", "entries") + " of "
                + counted(verdict.organizations, "organization")
            let text = verdict.firstFault.map { "✗ \($0)\n  after \(count)" } ?? "✓ \(count)"
            return Report(text, verdict.json, isSuccess: verdict.isSound)
        }
    }

    /// `florin ledger trial-balance`.
    public func trialBalance(fromJournal: Bool) async throws -> Report {
        try await House.visit(configuration) { house in
            let line = ProgressLine("entries")
            let balance = try await house.database.read { connection in
                guard fromJournal else { return try Books.trialBalance(on: connection) }
                return try Books.trialBalanceFromJournal(on: connection) {
                    line.show($0.entries, of: $0.total)
                }
            }
            line.clear()
            let rows =
                [("account", "debit", "credit")]
                + balance.lines.map { ($0.account, $0.columns.debit, $0.columns.credit) }
                + [("", balance.sums.debit, balance.sums.credit)]
            let text = rows.map { name, debit, credit in
                name.rightPadded(22) + debit.leftPadded(24) + credit.leftPadded(24)
            }.joined(separator: "\n")
            return Report(text, balance.json, isSuccess: balance.isBalanced)
        }
    }

    /// `florin ledger export`: the journal goes to standard output, or to a file.
    ///
    /// - Parameter path: Nil for standard output; then the report is empty.
    public func exportLedger(as format: FormatArgument, to path: String?) async throws -> Report {
        try await House.visit(configuration) { house in
            let output = try Output(path)
            let line = ProgressLine("entries")
            let bytes = try await house.database.read { connection in
                try Books.export(
                    as: format.format, on: connection,
                    progress: { line.show($0.entries, of: $0.total) },
                    to: { try output.write($0) })
                return try output.finish()
            }
            line.clear()
            return Report(
                path.map { "wrote \(bytes) bytes to \($0)" } ?? "",
                [
                    "format": .string(format.rawValue), "path": path.map { .string($0) } ?? .null,
                    "bytes": .number(JSONNumber(bytes)),
                ])
        }
    }
}

/// Where an export goes.
private final class Output: Sendable {
    private let descriptor: Int32
    private let path: String?
    private let count = Mutex(0)

    init(_ path: String?) throws(CommandFailure) {
        self.path = path
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        // The books are for whoever runs the command.
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard Console.write(bytes, to: descriptor) else {
            throw CommandFailure(
                "cannot write \(path ?? "the journal"): nobody takes it, or no room")
        }
        count.withLock { $0 += bytes.count }
    }

    /// - Returns: The number of bytes written, on disk by now if they went to a file.
    func finish() throws(CommandFailure) -> Int {
        if let path, fsync(descriptor) != 0 || close(descriptor) != 0 {
            throw CommandFailure("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        return count.withLock { $0 }
    }
}
