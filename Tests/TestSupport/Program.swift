// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Another program, run to its end.
///
/// By posix_spawn: Foundation's `Process` copies the list of open files before it starts one, and
/// with very many of them, as in a run of all tests at once, that crashed.
public struct Program {
    private let path: String
    private let arguments: [String]
    private let environment: [String]

    /// - Parameter environment: All that the program gets: `NAME=value`.
    public init(_ path: String, _ arguments: [String], environment: [String] = []) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }

    /// What the program left.
    public struct Result {
        /// The exit status, or 128 and the signal that ended it, as a shell says it.
        public let status: Int32
        /// What it wrote to its output and to its error output.
        public let said: [UInt8]
    }

    public struct Failure: Error {
        let action: String
        let code: Int32
    }

    /// One start at a time: a program that inherited another's pipe would keep it open.
    private static let start = Mutex<Void>(())

    public func run() throws -> Result {
        let (process, output) = try Self.start.withLock { _ in
            var ends: [Int32] = [-1, -1]
            try check(pipe(&ends) == 0 ? 0 : errno, "pipe")
            defer { close(ends[1]) }
            for end in ends { try check(fcntl(end, F_SETFD, FD_CLOEXEC) == 0 ? 0 : errno, "fcntl") }
            return (try start(writingTo: ends[1]), ends[0])
        }
        defer { close(output) }
        let said = read(output)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            if errno != EINTR { throw Failure(action: "waitpid", code: errno) }
        }
        let signal = status & 0x7F
        return Result(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, said: said)
    }

    private func start(writingTo output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        try check(posix_spawn_file_actions_init(&actions), "posix_spawn_file_actions_init")
        defer { posix_spawn_file_actions_destroy(&actions) }
        for target in [STDOUT_FILENO, STDERR_FILENO] {
            try check(
                posix_spawn_file_actions_adddup2(&actions, output, target),
                "posix_spawn_file_actions_adddup2")
        }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        var process: pid_t = 0
        try check(posix_spawn(&process, path, &actions, nil, &words, &variables), "posix_spawn")
        return process
    }

    private func read(_ input: Int32) -> [UInt8] {
        var said: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(input, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return said }
            said += part[..<count]
        }
    }

    private func check(_ code: Int32, _ action: String) throws {
        guard code == 0 else { throw Failure(action: action, code: code) }
    }
}
