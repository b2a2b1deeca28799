// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// What reads one consistent snapshot: a driver's connection for readers.
protocol SnapshotReader: AnyObject, SendableMetatype {
    /// One consistent snapshot for all the statements of `body`.
    func snapshot<Result>(_ body: (any Connection) throws -> Result) throws -> Result
}

/// Something of a driver's and the serial queue that alone may use it.
///
/// SAFETY: `occupant` is read only inside jobs of `queue`, which run one at a time.
final class Seat<Occupant: AnyObject & SendableMetatype>: @unchecked Sendable {
    private let queue: DispatchQueue
    private let reads = Atomic<Int>(0)
    private var occupant: Occupant?

    init(_ occupant: sending Occupant, label: String) {
        self.occupant = occupant
        queue = DispatchQueue(label: label, qos: .userInitiated)
    }

    /// Reads that run or wait here.
    var waiting: Int { reads.load(ordering: .relaxed) }

    func enqueue(_ job: @escaping @Sendable (Occupant) -> Void) {
        queue.async {
            guard let occupant = self.occupant else {
                preconditionFailure("the database was used after it was closed")
            }
            job(occupant)
        }
    }

    /// Runs what came before, then lets go of the occupant.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.occupant = nil
                continuation.resume()
            }
        }
    }
}

extension Seat where Occupant: SnapshotReader {
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        reads.wrappingAdd(1, ordering: .relaxed)
        return try await withCheckedThrowingContinuation { continuation in
            enqueue { reader in
                let result = Swift.Result { try reader.snapshot { try body($0) } }
                // Free before the caller goes on: its next read must not think it busy.
                self.reads.wrappingSubtract(1, ordering: .relaxed)
                continuation.resume(with: result)
            }
        }
    }
}

extension Array {
    /// The seat with the fewest reads: a long read must not hold up those that come after it while
    /// another reader is free.
    ///
    /// - Parameter turn: Where to start looking, so that idle seats take turns.
    func leastBusy<Occupant>(startingAt turn: Int) -> Seat<Occupant>
    where Element == Seat<Occupant> {
        let start = Int(UInt(bitPattern: turn) % UInt(count))
        var best = self[start]
        for offset in 1..<Swift.max(count, 1) {
            let seat = self[(start + offset) % count]
            if seat.waiting < best.waiting { best = seat }
        }
        return best
    }
}
