// SPDX-License-Identifier: Apache-2.0

public import HummingbirdCore
public import NIOCore

/// A client's connection: between its channel, which brings requests, and the one task that answers
/// them, one after the other.
///
/// It stands first in the channel's pipeline: what it writes are bytes.
///
/// SAFETY: what changes is touched on the channel's event loop only. The task runs there, too; what
/// is called from elsewhere goes there.
public final class ClientConnection: ChannelDuplexHandler, ServerChildChannelValue,
    @unchecked Sendable
{
    public typealias InboundIn = NIOAny
    public typealias OutboundIn = NIOAny

    public let channel: any Channel
    let executor: LoopExecutor
    var context: ChannelHandlerContext?
    var input = Input()
    var work = Work.none
    var stage = Stage.open
    /// The server stops: an idle connection is closed.
    var isQuiescing = false
    var waiter: CheckedContinuation<IncomingRequest?, Never>?
    var roomWaiter: CheckedContinuation<Void, Never>?
    var hangUp = HangUp.unheard
    var idle: IdleWatch

    /// What came, and what may come.
    struct Input {
        var requests = CircularBuffer<IncomingRequest>(initialCapacity: 2)
        /// A request has begun and not ended.
        var isReceiving = false
        /// The client sends no more.
        var isOver = false
        /// What it sent is not HTTP.
        var isBroken = false
        /// Nothing is read until what is here has been taken.
        var isPaused = false
        var wantsRead = false
    }

    enum Work {
        case none
        /// A request is being worked on.
        case serving
        /// Its answer has begun.
        case answering
    }

    /// How far a connection is; it never goes back.
    enum Stage: Int, Comparable {
        case open
        /// No request is taken any more.
        case last
        /// The task has done its work: nothing is sent any more.
        case finished
        case closed

        static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }

        mutating func advance(to stage: Stage) { self = max(self, stage) }
    }

    /// That nobody waits for an answer any more.
    enum HangUp {
        case unheard
        case heardBy(@Sendable () -> Void)
        case happened
    }

    /// When the connection was last of use.
    struct IdleWatch {
        let timeout: TimeAmount
        var lastActive = NIODeadline.now()
        var timer: Scheduled<Void>?
    }

    init(_ channel: any Channel, on executor: LoopExecutor, idleTimeout: TimeAmount) {
        self.channel = channel
        self.executor = executor
        idle = IdleWatch(timeout: idleTimeout)
    }
}
