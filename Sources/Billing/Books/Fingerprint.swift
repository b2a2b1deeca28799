// SPDX-License-Identifier: Apache-2.0

public import Database

/// Which books these are, in one line: two databases with equal digests have the same entries of
/// the same organizations.
public struct Fingerprint: Hashable, Sendable {
    public fileprivate(set) var organizations: Int64 = 0
    public fileprivate(set) var entries: Int64 = 0
    /// SHA-256 over a line for each organization, in the order of their ids: id, number of entries
    /// and hash of the last one, which stands for all of them.
    public fileprivate(set) var digest = ""
}

extension Books {
    /// Reads one row for each organization, whatever the history is.
    ///
    /// It believes what the accounts say of their last entries; ``verify(on:seed:progress:)``
    /// proves it.
    public static func fingerprint(on connection: any Connection) throws -> Fingerprint {
        var fingerprint = Fingerprint()
        var digest = RunningDigest()
        try eachHead(on: connection) { organization, sequence, hash in
            fingerprint.organizations += 1
            fingerprint.entries += sequence
            digest.add("\(organization) \(sequence) \(hash.hex)\n")
        }
        fingerprint.digest = digest.hex
        return fingerprint
    }

    /// Hands over each organization's id, number of entries and last hash, as they stand there.
    private static func eachHead(
        on connection: any Connection, _ body: (String, Int64, [UInt8]) -> Void
    ) throws {
        var last = ""
        var isLast = false
        while !isLast {
            var count: Int64 = 0
            try connection.queryMany(
                """
                SELECT organization_id, sequence, chain_hash FROM account
                WHERE organization_id > $1 ORDER BY organization_id LIMIT $2
                """, [[.text(last), .integer(pageSize)]]
            ) { _, row in
                count += 1
                last = row.text(0)
                body(last, row.integer(1), row.blob(2))
            }
            isLast = count < pageSize
        }
    }
}
