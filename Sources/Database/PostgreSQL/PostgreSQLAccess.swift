// SPDX-License-Identifier: Apache-2.0

/// What a session is for, and so how the server is to treat it.
enum PostgreSQLAccess {
    case writing
    case reading
    /// Reading what is as long as the history is.
    case readingAtLength

    /// Results as large as the history do not fit into memory.
    var readsInPieces: Bool { self == .readingAtLength }

    /// How long an answer may take before the server counts as gone.
    var answerMilliseconds: Int {
        switch self {
        case .writing, .reading: 20_000
        case .readingAtLength: 600_000
        }
    }

    /// Run once when the connection is made.
    var setup: String {
        Self.forAll + (self == .writing ? Self.forWriters : Self.forReaders)
            + "SET idle_in_transaction_session_timeout = '\(idleSeconds)s';"
    }

    /// How long a transaction may ask nothing before the server ends it: locks that a lost node
    /// has left behind, and snapshots. What reads for long may wait for whoever takes it.
    private var idleSeconds: Int {
        switch self {
        case .writing: 20
        case .reading: 60
        case .readingAtLength: 600
        }
    }

    /// A commit waits for the disk here and, where the
    /// server has synchronous standbys, for theirs, whatever its own default is; compiling a
    /// statement to machine code takes longer than running it.
    private static let forAll = """
        SET timezone = 'UTC'; SET jit = off; SET lock_timeout = '5s';
        SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
        SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply');
        """

    /// Statements are planned once, when their tables may still be empty: the plan must also hold
    /// when they are large. No `statement_timeout`: a commit that it cancels while it waits for a
    /// standby counts as done without being there.
    private static let forWriters = """
        SET plan_cache_mode = force_generic_plan; SET random_page_cost = 1;
        SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
        """

    private static let forReaders = "SET default_transaction_read_only = on;"
}
