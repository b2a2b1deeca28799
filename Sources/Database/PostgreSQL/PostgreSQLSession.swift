// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL
import Dispatch

/// One live connection to a server, used by one thread at a time.
///
/// Statements go out in libpq's pipeline mode: what need not be answered at once travels with what
/// must, so that a batch of orders costs a handful of round trips. Once ``isLost`` it stays so.
final class PostgreSQLSession: Connection {
    private let handle: OpaquePointer
    private let access: PostgreSQLAccess
    private var statements: [String: PostgreSQLStatement] = [:]
    private var statementsMade = 0
    private var cursors = 0
    private var writer = ParameterWriter()
    /// Sent and not yet answered, in their order.
    private var sent: [String] = []
    /// Nothing more can be had from this connection.
    private(set) var isLost = false
    /// A failure since ``begin(_:)`` asks for the transaction to run again.
    private(set) var metConflict = false
    /// Rows were handed to somebody since ``begin(_:)``.
    private(set) var hasAnswered = false

    /// When statements are planned anew, and how long after that again. A plan is made for a table
    /// as large as it is: soon after a start that may be another matter.
    private var nextPlanning = DispatchTime.now() + .seconds(1)
    private var planSeconds = 1
    private static let planSecondsMax = 60

    /// More statements than all features have; dynamic SQL would show as growth past it.
    private static let statementsMax = 512
    /// Rows that travel as one statement: bounds the memory that a message takes.
    private static let rowsMax = 4_096
    /// Rows read from a cursor at a time.
    private static let pieceRows = 2_000

    /// - Throws: ``DatabaseFailure/busy(_:)`` when no server can be reached that takes writes.
    init(_ address: PostgreSQLAddress, for access: PostgreSQLAccess) throws {
        self.access = access
        handle = try address.connect()
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        PQsetnonblocking(handle, 1)
        try runScript(access.setup)
    }

    deinit { PQfinish(handle) }

    var lockingClause: String { access == .writing ? "FOR UPDATE" : "" }
    var sharedLockingClause: String { access == .writing ? "FOR SHARE" : "" }

    func queryMany(
        _ sql: String, _ parameters: Parameters, _ body: (Int, any Row) throws -> Void
    ) throws {
        guard parameters.rowCount > 0 else { return }
        guard !access.readsInPieces else { return try readInPieces(sql, parameters, body) }
        let question = try send(sql, parameters)
        try collect(question, body)
    }

    @discardableResult
    func executeMany(_ sql: String, _ parameters: Parameters) throws -> Int {
        guard parameters.rowCount > 0 else { return 0 }
        return try collect(try send(sql, parameters)) { _, _ in }
    }

    func enqueueMany(_ sql: String, _ parameters: Parameters) throws {
        guard parameters.rowCount > 0 else { return }
        _ = try send(sql, parameters)
    }

    func script(_ sql: String) throws {
        try flush()
        try runScript(PostgreSQLScript.translated(sql))
    }

    func lockTable(_ table: String) throws {
        try flush()
        try runScript("LOCK TABLE \(table) IN EXCLUSIVE MODE")
    }

    func makeAppendOnly(_ table: String) throws { try script(PostgreSQLScript.appendOnly(table)) }
}

// MARK: - Transactions

extension PostgreSQLSession {
    /// Begins a transaction; what says so goes out with what follows.
    func begin(_ sql: String) throws {
        hasAnswered = false
        metConflict = false
        if DispatchTime.now() >= nextPlanning {
            try sendControl("DISCARD PLANS")
            try flush()
            planSeconds = min(2 * planSeconds, Self.planSecondsMax)
            nextPlanning = .now() + .seconds(planSeconds)
        }
        try sendControl(sql)
    }

    /// Lets the transaction's commit not wait for the disk.
    func relax() throws { try sendControl("SET LOCAL synchronous_commit TO off") }

    /// Ends a transaction, with everything in it that still waits for its answer.
    ///
    /// A failure that somebody swallowed has undone the transaction: the server then answers a
    /// COMMIT as if it had been asked for a ROLLBACK, and calls that a success.
    func commit() throws {
        try sendControl("COMMIT")
        let place = sent.count - 1
        try receive { index, result in
            guard index == place, String(cString: PQcmdStatus(result)) != "COMMIT" else { return }
            throw DatabaseFailure.other("a statement had failed before the COMMIT")
        }
    }

    func rollback() throws {
        try sendControl("ROLLBACK")
        try flush()
    }

    /// Waits for the answers to all that was sent.
    func flush() throws { try receive { _, _ in } }
}

// MARK: - Sending

extension PostgreSQLSession {
    /// Where in ``sent`` a question begins, and how its answers are read.
    private struct Question {
        let first: Int
        /// Rows begin with the place of their parameters.
        let hasPlaces: Bool
    }

    private func send(_ sql: String, _ parameters: Parameters) throws -> Question {
        let statement = try prepared(sql)
        if parameters.rowCount > 1, parameters.rowCount <= Self.rowsMax,
            let form = statement.manyForm
        {
            let many = try prepared(form)
            try writer.writeArrays(of: parameters, as: statement)
            try send(many)
            return Question(first: sent.count - 1, hasPlaces: form.hasPlaces)
        }
        let first = sent.count
        for row in 0..<parameters.rowCount {
            try writer.write(row, of: parameters, as: statement)
            try send(statement)
        }
        return Question(first: first, hasPlaces: false)
    }

    /// Sends what is in ``writer``.
    private func send(_ statement: PostgreSQLStatement) throws {
        try enterPipeline()
        let isSent = writer.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(handle, statement.name, count, values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw lost() }
        sent.append(statement.sql)
    }

    /// Sends a statement that is not worth preparing.
    private func sendControl(_ sql: String) throws {
        try enterPipeline()
        guard PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1) == 1 else { throw lost() }
        sent.append(sql)
    }

    /// The same with the parameters that are in ``writer``.
    private func sendControl(_ sql: String, _ types: [PostgreSQLType]) throws {
        try enterPipeline()
        let ids = types.map { Oid($0.rawValue) }
        let isSent = writer.withPointers { count, values, lengths, formats in
            PQsendQueryParams(handle, sql, count, ids, values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw lost() }
        sent.append(sql)
    }

    private func enterPipeline() throws {
        guard !isLost else { throw DatabaseFailure.busy("the connection was lost") }
        guard PQpipelineStatus(handle) != PQ_PIPELINE_ON else { return }
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    }

    /// Prepares a statement when it is new here, which takes a round trip.
    private func prepared(_ sql: String) throws -> PostgreSQLStatement {
        if let statement = statements[sql] { return statement }
        let name = nextName()
        let statement = try prepare(sql, as: name) { description in
            try PostgreSQLStatement(sql, name: name, description: description)
        }
        statements[sql] = statement
        return statement
    }

    private func prepared(_ form: ManyForm) throws -> PostgreSQLStatement {
        if let statement = statements[form.sql] { return statement }
        let name = nextName()
        let statement = try prepare(form.sql, as: name) { _ in
            PostgreSQLStatement(many: form, name: name)
        }
        statements[form.sql] = statement
        return statement
    }

    private func nextName() -> String {
        statementsMade += 1
        return "s\(statementsMade)"
    }

    private func prepare(
        _ sql: String, as name: String,
        _ read: (_ description: OpaquePointer) throws -> PostgreSQLStatement
    ) throws -> PostgreSQLStatement {
        try flush()
        if statements.count >= Self.statementsMax {
            try runScript("DEALLOCATE ALL")
            statements.removeAll()
        }
        try enterPipeline()
        guard PQsendPrepare(handle, name, sql, 0, nil) == 1,
            PQsendDescribePrepared(handle, name) == 1
        else { throw lost() }
        sent = [sql, sql]
        var statement: PostgreSQLStatement?
        try receive { index, result in
            if index == 1 { statement = try read(result) }
        }
        guard let statement else { throw lost() }
        return statement
    }

    /// Runs statements without parameters one after the other, outside of the pipeline.
    private func runScript(_ sql: String) throws {
        if PQpipelineStatus(handle) == PQ_PIPELINE_ON, PQexitPipelineMode(handle) != 1 {
            throw lost()
        }
        guard let result = PQexec(handle, sql) else { throw lost() }
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw note(PostgreSQLFailure(result, doing: sql))
        }
    }
}

// MARK: - Receiving

extension PostgreSQLSession {
    /// Asks each question by a cursor and reads its rows in pieces that fit into memory.
    private func readInPieces(
        _ sql: String, _ parameters: Parameters, _ body: (Int, any Row) throws -> Void
    ) throws {
        let statement = try prepared(sql)
        for place in 0..<parameters.rowCount {
            try writer.write(place, of: parameters, as: statement)
            cursors += 1
            let cursor = "c\(cursors)"
            try sendControl("DECLARE \(cursor) NO SCROLL CURSOR FOR \(sql)", statement.parameters)
            var isMore = true
            while isMore {
                try sendControl("FETCH \(Self.pieceRows) FROM \(cursor)")
                let piece = Question(first: sent.count - 1, hasPlaces: false)
                var rowCount = 0
                try collect(piece) { _, row in
                    rowCount += 1
                    try body(place, row)
                }
                isMore = rowCount == Self.pieceRows
            }
            try sendControl("CLOSE \(cursor)")
        }
    }

    /// Takes the answers to all that was sent and hands on the rows that answer the question.
    ///
    /// - Returns: How many table rows it changed.
    @discardableResult
    private func collect(
        _ question: Question, _ body: (Int, any Row) throws -> Void
    ) throws -> Int {
        let hasPlaces = question.hasPlaces
        var changes = 0
        try receive { index, result in
            guard index >= question.first else { return }
            changes += Int(String(cString: PQcmdTuples(result))) ?? 0
            let rowCount = Int(PQntuples(result))
            guard rowCount > 0 else { return }
            hasAnswered = true
            let row = PostgreSQLRow(result, offset: hasPlaces ? 1 : 0)
            for number in 0..<rowCount {
                row.move(to: number)
                try body(hasPlaces ? row.place - 1 : index - question.first, row)
            }
        }
        return changes
    }

    /// Takes the answers to all that was sent, and hands them on when the last one is here: what is
    /// done with them may ask further questions.
    ///
    /// - Throws: The first failure.
    private func receive(_ body: (Int, OpaquePointer) throws -> Void) throws {
        guard !sent.isEmpty else { return }
        let statements = sent
        sent = []
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        var answers: [(index: Int, result: OpaquePointer)] = []
        defer { for answer in answers { PQclear(answer.result) } }
        var failure: DatabaseFailure?
        for (index, sql) in statements.enumerated() {
            while let result = try nextResult() {
                answers.append((index, result))
                guard Self.failures.contains(PQresultStatus(result)) else { continue }
                let noted = note(PostgreSQLFailure(result, doing: sql))
                failure = failure ?? noted
            }
        }
        try endOfPipeline()
        if let failure { throw failure }
        for answer in answers { try body(answer.index, answer.result) }
    }

    /// What comes after a failure is PGRES_PIPELINE_ABORTED, and says nothing new.
    private static let failures = [PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR]

    private func endOfPipeline() throws {
        guard let end = try nextResult() else { throw lost() }
        defer { PQclear(end) }
        guard PQresultStatus(end) == PGRES_PIPELINE_SYNC else { throw lost() }
    }

    /// The next result of the statement whose turn it is, nil after its last.
    ///
    /// - Throws: ``DatabaseFailure/busy(_:)`` when the connection breaks or nothing comes in time.
    private func nextResult() throws -> OpaquePointer? {
        let deadline = DispatchTime.now() + .milliseconds(access.answerMilliseconds)
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw lost() }
            if PQisBusy(handle) == 0 { break }
            guard waitForSocket(PQsocket(handle), toWriteToo: unsent > 0, until: deadline) else {
                throw lost("no answer within \(access.answerMilliseconds) ms")
            }
            guard PQconsumeInput(handle) == 1 else { throw lost() }
        }
        let result = PQgetResult(handle)
        guard PQstatus(handle) == CONNECTION_OK else {
            PQclear(result)
            throw lost()
        }
        return result
    }

    /// Remembers what a failure means for this connection and the transaction on it.
    private func note(_ failure: PostgreSQLFailure) -> DatabaseFailure {
        isLost = isLost || failure.endsConnection
        metConflict = metConflict || failure.isConflict
        return failure.shared
    }

    private func lost(_ reason: String? = nil) -> DatabaseFailure {
        note(PostgreSQLFailure(connection: reason ?? errorMessage(of: handle)))
    }
}

/// What libpq says of a connection, on one line.
func errorMessage(of handle: OpaquePointer?) -> String {
    let text = String(cString: PQerrorMessage(handle))
    return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
}
