// SPDX-License-Identifier: Apache-2.0

/// Makes equal conditions one value in memory: ten thousand models have the same few.
struct ConditionsPool {
    private var known: Set<RateConditions> = []

    mutating func shared(_ conditions: RateConditions) -> RateConditions {
        conditions.isEmpty ? conditions : known.insert(conditions).memberAfterInsert
    }

    mutating func shared(_ counting: PriceRate.Counting) -> PriceRate.Counting {
        counting.isPlain ? counting : countings.insert(counting).memberAfterInsert
    }

    private var countings: Set<PriceRate.Counting> = []
}
