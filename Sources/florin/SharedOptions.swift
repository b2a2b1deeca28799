// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser
import Foundation

/// What every command takes.
struct SharedOptions: ParsableArguments {
    @Flag(help: "Say it in JSON, one line.")
    var json = false

    @Option(help: "A file of settings. (default: florin.yaml, if there is one)")
    var config: String?

    @Option(
        name: .customLong("database-url"),
        help: "Sets FLORIN_DATABASE_URL: sqlite:PATH or postgres://USER@HOST/DATABASE.")
    var databaseURL: String?

    /// Reads the settings.
    ///
    /// - Parameter flags: Of the command's own.
    func commands(_ flags: [Setting: String?] = [:]) throws -> Commands {
        var given = flags.compactMapValues { $0 }
        given[.databaseURL] = databaseURL
        return Commands(
            try Configuration.read(
                flags: given, environment: ProcessInfo.processInfo.environment, file: config))
    }

    /// Runs a command and says what it reports, or why it failed.
    func report(_ body: () async throws -> Report) async throws {
        let report: Report
        do {
            report = try await body()
        } catch {
            try fail(error)
        }
        if json {
            Console.say(report.json)
        } else if !report.text.isEmpty {
            Console.say(report.text)
        }
        if !report.isSuccess { throw ExitCode.failure }
    }

    /// Says why a command failed: one line, and the same in JSON for those who asked for it.
    func fail(_ error: any Error) throws -> Never {
        let failure = CommandFailure(error)
        if json { Console.say(failure.json) }
        Console.complain("florin: \(failure.description)")
        throw ExitCode.failure
    }
}
