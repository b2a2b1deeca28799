// SPDX-License-Identifier: Apache-2.0

/// The version of this program, as `--version` and `/healthz` say it.
public let florinVersion = "0.1.0"
