// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing

/// Why nothing is charged by what an upstream reports.
enum ReportFault: String, CaseIterable, Sendable {
    /// Counts are missing, or are none: negative, a fraction, text.
    case unreadable
    /// Parts are more than the whole that they are parts of.
    case contradictory
    /// It counts something that the model has no price for.
    case unpriced

    /// What is wrong with a report that ``ReportedUsage`` did not take; nil for null, which is no
    /// report.
    init?(of report: some Collection<UInt8>, as shape: UsageShape) {
        do throws(JSONRefusal) {
            self.init(of: try JSON(parsing: report), as: shape)
        } catch {
            self = .unreadable
        }
    }

    init?(of report: JSON, as shape: UsageShape) {
        if report.isNull { return nil }
        self = ReportedUsage.hasCounts(report, as: shape) ? .contradictory : .unreadable
    }

    /// Why a report that was taken could not be priced.
    init(_ refusal: PricingRefusal) {
        if case .contradictoryUsage = refusal { self = .contradictory } else { self = .unpriced }
    }
}

extension StreamFacts {
    /// Takes a report of the whole answer so far. One that cannot be believed takes an earlier one
    /// with it: the last one counts.
    mutating func take(_ report: some Collection<UInt8>, as shape: UsageShape) {
        usage = ReportedUsage(report, as: shape)
        reportFault = usage == nil ? ReportFault(of: report, as: shape) : nil
    }

    mutating func take(_ report: JSON, as shape: UsageShape) {
        usage = ReportedUsage(report, as: shape)
        reportFault = usage == nil ? ReportFault(of: report, as: shape) : nil
    }
}
