// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Ends the run where a rule does not hold; the fuzzer keeps the input.
func check(_ condition: Bool, _ rule: @autoclosure () -> String) {
    if condition { return }
    // An optimized program drops the message of a precondition, and what it prints when it ends.
    FileHandle.standardError.write(Data("broken: \(rule())\n".utf8))
    preconditionFailure()
}
