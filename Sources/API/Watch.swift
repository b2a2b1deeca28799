// SPDX-License-Identifier: Apache-2.0

public import Database
public import HTTPEdge

/// What is known about the server itself.
public struct Watch: Sendable {
    public let version: String
    public let drain: Drain
    public let metrics: Metrics
    public let migrator: Migrator

    public init(version: String, drain: Drain, metrics: Metrics, migrator: Migrator) {
        self.version = version
        self.drain = drain
        self.metrics = metrics
        self.migrator = migrator
    }
}
