// SPDX-License-Identifier: Apache-2.0

/// What kind of life a random history leads.
public enum World: String, CaseIterable, Sendable {
    /// No credit limit, every command now and then.
    case plain
    /// With a credit limit, which is used.
    case onCredit
    /// Much usage that has already happened, and few credits.
    case inDebt
    /// Grants and holds that expire soon, and a clock that jumps.
    case shortLived

    enum Verb {
        case grant
        case hold
        case extend
        case capture
        case release
        case charge
        case refund
        case adjust
        case expire
    }

    /// How often each command comes, in hundredths.
    var weights: [(verb: Verb, weight: Int)] {
        switch self {
        case .plain, .onCredit:
            [
                (.grant, 18), (.hold, 21), (.extend, 9), (.capture, 15), (.release, 8),
                (.charge, 12), (.refund, 10), (.adjust, 5), (.expire, 2),
            ]
        case .inDebt:
            [
                (.grant, 12), (.hold, 15), (.extend, 6), (.capture, 18), (.release, 6),
                (.charge, 25), (.refund, 12), (.adjust, 4), (.expire, 2),
            ]
        case .shortLived:
            [
                (.grant, 20), (.hold, 22), (.extend, 9), (.capture, 14), (.release, 8),
                (.charge, 10), (.refund, 11), (.adjust, 3), (.expire, 3),
            ]
        }
    }

    /// Of a hundred steps, how many come at the moment of the step before.
    var stillness: Int { self == .shortLived ? 25 : 50 }

    /// Of a hundred grants, how many never expire.
    var permanence: Int { self == .shortLived ? 10 : 40 }
}
