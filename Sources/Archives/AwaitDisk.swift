// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs what waits for a disk or compresses for long, where it occupies none of the threads that
/// tasks share.
public func awaitDisk<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        disk.async { continuation.resume(with: Swift.Result { try body() }) }
    }
}

private let disk = DispatchQueue(label: "florin.archives", qos: .utility)
