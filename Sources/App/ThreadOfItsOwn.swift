// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs what takes long without suspending, where it occupies none of the threads that tasks share.
func onThreadOfItsOwn<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "florin.command").async {
            continuation.resume(with: Swift.Result { try body() })
        }
    }
}
