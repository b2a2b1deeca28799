// SPDX-License-Identifier: Apache-2.0

public import Database
import Pricing
public import Vocabulary

extension MarkupRules {
    /// The rules for everything that an organization buys, now or later, that were not taken back.
    public static func own(
        of organization: OrganizationID, on connection: any Connection
    ) throws -> [MarkupRecord] {
        var own: [MarkupRecord] = []
        var cursor: MarkupRuleID?
        repeat {
            let page = try list(of: organization, before: cursor, limit: 200, on: connection)
            own += page.items.filter { record in
                record.revokedAt == nil && record.rule.provider == nil && record.rule.model == nil
                    && record.rule.operation == nil
            }
            cursor = page.next.flatMap { MarkupRuleID($0) }
        } while cursor != nil
        return own
    }
}
