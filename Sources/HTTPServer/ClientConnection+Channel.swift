// SPDX-License-Identifier: Apache-2.0

public import NIOCore

// What the channel tells.
extension ClientConnection {
    /// Some clients close their side as soon as they have asked, and wait for the answer all the
    /// same; what is no call of a model has answered by then.
    private static let patience = TimeAmount.seconds(1)

    public func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        watchOver()
    }

    public func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    public func read(context: ChannelHandlerContext) {
        if input.isPaused {
            input.wantsRead = true
        } else {
            context.read()
        }
    }

    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { executor.running { makeRoom() } }
        context.fireChannelWritabilityChanged()
    }

    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Those behind us are told first: what they make of it counts.
        context.fireUserInboundEventTriggered(event)
        if case .inputClosed? = event as? ChannelEvent {
            input.isOver = true
            wakeIfOver()
            if stage >= .finished { return context.close(promise: nil) }
            context.eventLoop.scheduleTask(in: Self.patience) { self.giveUp() }
        } else if event is ChannelShouldQuiesceEvent {
            isQuiescing = true
            wakeIfOver()
            // It only waits for the client to close.
            if stage == .finished { close() }
        }
    }

    public func channelInactive(context: ChannelHandlerContext) {
        stage.advance(to: .closed)
        idle.timer?.cancel()
        executor.running {
            // Whoever reset the connection does not wait for anything.
            giveUp()
            wakeIfOver()
        }
        context.fireChannelInactive()
    }
}
