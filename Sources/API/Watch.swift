// SPDX-License-Identifier: Apache-2.0

public import Database
public import HTTPEdge
public import Upkeep

/// What is known about the server itself.
public struct Watch: Sendable {
    public let version: String
    public let drain: Drain
    public let metrics: Metrics
    public let migrator: Migrator
    public let usage: UsageWatch

    public init(
        version: String, drain: Drain, metrics: Metrics, migrator: Migrator, usage: UsageWatch
    ) {
        self.version = version
        self.drain = drain
        self.metrics = metrics
        self.migrator = migrator
        self.usage = usage
    }
}
