// SPDX-License-Identifier: Apache-2.0

extension PriceRate {
    /// How much of a count is billed: at least so much, in whole steps, at most so much; and
    /// whether another meter has it covered already.
    ///
    /// All quantities are in the meter's smallest parts. A count of 0 is never billed.
    public struct Counting: Sendable {
        private final class Storage: Sendable {
            let minimum: Int64
            let step: Int64
            let maximum: Int64?
            let coveredBy: [Meter]

            init(_ minimum: Int64, _ step: Int64, _ maximum: Int64?, _ coveredBy: [Meter]) {
                self.minimum = minimum
                self.step = step
                self.maximum = maximum
                self.coveredBy = coveredBy
            }
        }

        /// Nil for ``plain``, as nearly all rates are.
        private let storage: Storage?

        /// What was counted is billed.
        public static let plain = Counting(storage: nil)

        private init(storage: Storage?) {
            self.storage = storage
        }

        /// - Parameter coveredBy: Meters that make this rate's line fall away when they are
        ///   counted and have a price: a picture is not billed beside its image tokens.
        /// - Returns: nil when a quantity is negative or beyond ``Usage/countMax``, the step or the
        ///   maximum is 0, or the maximum is below the minimum.
        public init?(
            minimum: Int64 = 0, step: Int64 = 1, maximum: Int64? = nil, coveredBy: [Meter] = []
        ) {
            let limit = Usage.countMax
            guard (0...limit).contains(minimum), (1...limit).contains(step),
                (max(1, minimum)...limit).contains(maximum ?? limit)
            else { return nil }
            let isPlain = minimum <= 1 && step == 1 && maximum == nil && coveredBy.isEmpty
            storage =
                isPlain
                ? nil : Storage(minimum, step, maximum, Set(coveredBy).sorted())
        }

        public var minimum: Int64 { storage?.minimum ?? 0 }
        public var step: Int64 { storage?.step ?? 1 }
        public var maximum: Int64? { storage?.maximum }
        /// In the order of the meters.
        public var coveredBy: [Meter] { storage?.coveredBy ?? [] }

        var isPlain: Bool { storage == nil }

        /// What is billed of `count`, which is at most ``Usage/countMax``.
        func billed(_ count: Int64) -> Int64 {
            guard let storage, count > 0 else { return count }
            let past = count % storage.step
            let stepped = past == 0 ? count : count - past + storage.step
            return min(max(stepped, storage.minimum), storage.maximum ?? .max)
        }
    }
}

extension PriceRate.Counting: Hashable {
    public static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.storage === rhs.storage
            || lhs.minimum == rhs.minimum && lhs.step == rhs.step && lhs.maximum == rhs.maximum
                && lhs.coveredBy == rhs.coveredBy
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(minimum)
        hasher.combine(step)
        hasher.combine(maximum)
        hasher.combine(coveredBy)
    }
}
