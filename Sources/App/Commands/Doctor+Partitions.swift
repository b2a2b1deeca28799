// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Vocabulary

extension Doctor {
    /// Whether the job that makes partitions keeps up; nothing where tables are in one piece.
    func partitions(in house: House) async throws -> [Finding] {
        let today = house.clock.now.day
        let untidy = try await house.database.read { connection in
            try Partitions.untidyTables(on: today, on: connection)
        }
        guard let untidy else { return [] }
        let names = untidy.joined(separator: ", ")
        return [
            Finding(
                name: "partitions", isGood: untidy.isEmpty,
                detail: untidy.isEmpty
                    ? "every row is in the one of its month"
                    : "\(names): rows are outside of those of their months; none is lost, "
                        + "docs/scale.md says why")
        ]
    }
}
