// SPDX-License-Identifier: Apache-2.0

import Database
import Foundation
import TestSupport
import Testing

@Suite struct FileLockTests {
    @Test("a lock keeps others out for as long as it lives")
    func exclusion() async throws {
        try await withFolder { folder in
            let path = folder.appending(path: "florin.lock").path
            var held = try FileLock(path: path)
            #expect(held != nil)
            #expect(try FileLock(path: path) == nil)
            #expect(try FileLock(path: path + ".other") != nil)
            held = nil
            #expect(held == nil)
            #expect(try FileLock(path: path) != nil)
        }
    }

    @Test("a lock keeps another process out")
    func otherProcess() async throws {
        try await withFolder { folder in
            let path = folder.appending(path: "florin.lock").path
            var held = try FileLock(path: path)
            #expect(held != nil)
            #expect(try exitStatus(tryingToLock: path) == 1)
            held = nil
            #expect(held == nil)
            #expect(try exitStatus(tryingToLock: path) == 0)
        }
    }

    @Test("a lock file that cannot be made is a failure that names it")
    func noFolder() throws {
        let failure = #expect(throws: DatabaseFailure.self) {
            try FileLock(path: "/nowhere/at/all/florin.lock")
        }
        #expect(failure?.description.contains("/nowhere/at/all/florin.lock") == true)
    }

    /// What `flock` of util-linux says: 0 when it got the lock, 1 when somebody else has it.
    private func exitStatus(tryingToLock path: String) throws -> Int32 {
        try Program("/usr/bin/flock", ["--nonblock", path, "true"]).run().status
    }
}
