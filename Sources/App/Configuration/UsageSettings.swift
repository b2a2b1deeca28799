// SPDX-License-Identifier: Apache-2.0

import Billing

/// How long usage stays in the database, and where it goes then.
package struct UsageSettings: Sendable {
    /// After how many days usage is archived, and where; nil to keep it for ever.
    package let retention: (days: Int64, folder: String)?
    /// Where archives go that somebody makes by hand; nil when nobody said.
    package let folder: String?

    init(_ settings: Settings) throws(SettingRefusal) {
        folder = try settings.optional(.archivePath) { text in
            text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
        }
        let days = try settings.optional(.usageRetentionDays) { text in
            Int64(text).flatMap {
                (UsageArchives.retentionDaysMin...36_500).contains($0) ? $0 : nil
            }
        }
        guard let days else {
            retention = nil
            return
        }
        guard let folder else {
            throw SettingRefusal(
                "FLORIN_ARCHIVE_PATH is missing while FLORIN_USAGE_RETENTION_DAYS is set: it "
                    + "should be \(Setting.archivePath.expected)")
        }
        retention = (days, folder)
    }
}
