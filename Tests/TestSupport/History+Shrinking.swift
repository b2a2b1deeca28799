// SPDX-License-Identifier: Apache-2.0

extension History {
    /// The shortest history that still fails, found by leaving out commands, many at first.
    public func shrunk(while fails: (History) -> Bool) -> History {
        var shortest = self
        var size = max(1, steps.count / 2)
        while true {
            let before = shortest.steps.count
            var start = 0
            while start < shortest.steps.count {
                var shorter = shortest
                let end = min(start + size, shortest.steps.count)
                shorter.steps.removeSubrange(start..<end)
                if fails(shorter) { shortest = shorter } else { start += size }
            }
            if size > 1 { size /= 2 } else if shortest.steps.count == before { return shortest }
        }
    }
}
