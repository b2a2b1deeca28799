// SPDX-License-Identifier: Apache-2.0

import Vocabulary

extension Instant {
    /// `20261126T031500Z`, for the names of files.
    var compact: String {
        description.prefix { $0 != "." }.filter { $0 != "-" && $0 != ":" } + "Z"
    }
}
