// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// How far a run is, for whoever watches.
public struct UsageArchiveProgress: Hashable, Sendable {
    public enum Step: String, Sendable {
        case counting
        case writing
        /// The files are on the disk and get their name now.
        case publishing
        /// The files were read back and are right.
        case checking
        case removing
    }

    public let step: Step
    public let month: UsageMonth
    public let rows: Int64
    /// Nil when nobody knows yet.
    public let total: Int64?

    init(_ step: Step, _ month: UsageMonth, rows: Int64, of total: Int64? = nil) {
        self.step = step
        self.month = month
        self.rows = rows
        self.total = total
    }
}

/// What an archive of a month would take.
public struct UsageArchivePreview: Hashable, Sendable {
    public struct Rows: Hashable, Sendable {
        public private(set) var charges: Int64 = 0
        public private(set) var holds: Int64 = 0
        /// What the charges add up to, nanocredits.
        public private(set) var amount: Int128 = 0

        mutating func add(_ page: UsageWalk.Page) {
            charges += page.charges.tally.rows
            holds += page.holds.tally.rows
            amount += page.charges.tally.sums[0]
        }

        func subtracting(_ other: Rows) -> Rows {
            var rows = self
            rows.charges -= other.charges
            rows.holds -= other.holds
            rows.amount -= other.amount
            return rows
        }
    }

    public let month: UsageMonth
    public let rows: Rows
}

/// Why usage is not archived.
public enum UsageArchiveRefusal: Error, Hashable, Sendable {
    /// - Parameter latest: The first moment behind the last month that is old enough.
    case tooRecent(latest: Instant)
    /// Something stands where an archive is to be.
    case exists(String)
    /// The files of an archive that was begun are not where it is to be ended.
    case missing(String, wasAt: String)
    /// Another run is at it.
    case inUse
}

extension UsageArchiveRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooRecent(let latest):
            "usage stays for \(UsageArchives.retentionDaysMin) days at least: it should be "
                + "\(latest.day) or earlier now"
        case .exists(let path):
            "\(path) is there already, and not of this archive: move it away"
        case .missing(let path, let place):
            "an archive was begun at \(place), and \(path) is not there: name the folder that it "
                + "is in, or bring it back"
        case .inUse: "another run archives usage now"
        }
    }
}
