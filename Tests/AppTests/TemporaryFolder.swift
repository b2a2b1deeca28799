// SPDX-License-Identifier: Apache-2.0

import App
import Foundation

/// A folder that is gone when the closure ends.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}

/// The settings of a database in this folder, and nothing from the world outside.
func configuration(in folder: String, _ more: [String: String] = [:]) throws -> Configuration {
    var environment = ["FLORIN_DATABASE_URL": "sqlite:\(folder)/data/florin.db"]
    environment.merge(more) { $1 }
    return try Configuration.read(flags: [:], environment: environment, file: emptyFile(in: folder))
}

/// A file of settings without any, so that none in the working folder is read.
private func emptyFile(in folder: String) throws -> String {
    let path = folder + "/empty.yaml"
    try Data("# nothing\n".utf8).write(to: URL(filePath: path))
    return path
}
