// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a file of an archive cannot be written or read: one line for an operator.
public enum ArchiveFailure: Error, Hashable, Sendable {
    /// The system refused, with its reason: no room, no permission, not there.
    case refused(action: String, path: String, reason: String)
    /// What is there is not what was written.
    case damaged(path: String, reason: String)

    /// What the last call of the system's ended with.
    static func refused(_ action: String, _ path: String) -> ArchiveFailure {
        .refused(action: action, path: path, reason: String(cString: strerror(errno)))
    }
}

extension ArchiveFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let action, let path, let reason): "cannot \(action) \(path): \(reason)"
        case .damaged(let path, let reason): "\(path) is damaged: \(reason)"
        }
    }
}
