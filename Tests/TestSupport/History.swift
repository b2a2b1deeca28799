// SPDX-License-Identifier: Apache-2.0

public import Ledger
public import Money
public import Vocabulary

/// One command of a history, and when it comes.
public struct Step: Hashable, Sendable {
    public var now: Instant
    public var command: Command
    /// Comes in one transaction with the step before, when that is at the same moment.
    public var joinsBatch: Bool

    public init(now: Instant, command: Command, joinsBatch: Bool = false) {
        self.now = now
        self.command = command
        self.joinsBatch = joinsBatch
    }
}

/// What one organization asks of its account, made from a seed.
public struct History: Sendable {
    public let world: World
    public let seed: UInt64
    /// All amounts are whole multiples of this many nanocredits: what ``CoinModel`` calls a coin.
    public let unit: Int64
    public let creditLimit: Credits
    public var steps: [Step]

    /// The steps in groups that are applied in one transaction, at one moment.
    public var batches: [[Step]] {
        var batches: [[Step]] = []
        for step in steps {
            if step.joinsBatch, let last = batches.last?.last, last.now == step.now {
                batches[batches.count - 1].append(step)
            } else {
                batches.append([step])
            }
        }
        return batches
    }
}

extension History: CustomStringConvertible {
    public var description: String {
        let lines = batches.flatMap { batch in
            batch.enumerated().map { index, step in
                "  \(index == 0 ? step.now.description : "      in one batch with it")  "
                    + step.command.summary
            }
        }
        return """
            history of \(steps.count) commands, world \(world), seed \(seed), \
            credit limit \(creditLimit), unit \(unit):
            \(lines.joined(separator: "\n"))
            """
    }
}

extension Command {
    /// The command in one line.
    public var summary: String {
        switch self {
        case .grant(let grant):
            "grant \(grant.id) \(grant.amount) \(grant.kind) \(grant.source) "
                + "until \(grant.expiresAt.text) by \(grant.provider)"
        case .hold(let hold): "hold \(hold.id) \(hold.amount) until \(hold.expiry)"
        case .extend(let extend):
            "extend \(extend.hold) +\(extend.amount) until "
                + (extend.expiry.map { "\($0)" } ?? "as before")
        case .capture(let capture):
            "capture \(capture.hold) as \(capture.charge) \(capture.amount)"
                + (capture.chargesWithoutHold ? " even without hold" : "")
        case .release(let hold): "release \(hold)"
        case .charge(let charge): "charge \(charge.id) \(charge.amount) or \(charge.shortfall)"
        case .refund(let refund):
            "refund \(refund.id) of \(refund.charge) \(refund.amount?.description ?? "all")"
        case .adjust(let adjust): "adjust \(adjust.id) \(adjust.amount)"
        case .expire: "expire"
        }
    }
}

extension Instant {
    fileprivate var text: String { self == .never ? "never" : description }
}
