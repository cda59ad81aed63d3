import CCurl

/// The work of the transfer thread: takes what callers want, drives libcurl, answers each transfer exactly once.
///
/// It alone resumes the waiters of accepted transfers, which is why none is resumed twice, whatever races.
final class TransferLoop {
    private let multi: MultiHandle
    private let inbox: Inbox
    private let options: CurlOptions
    private let clock = ContinuousClock()
    private var live: [ObjectIdentifier: Exchange] = [:]
    private var hosts: [Origin: HostQueue<Exchange>] = [:]
    /// Those whose turn on their host came.
    private var admitted: [Exchange] = []
    private var spare: [EasyHandle] = []
    /// No later than the earliest deadline of a live transfer. May be early: one look then finds the true one.
    private var nextDeadline: ContinuousClock.Instant?

    init(_ multi: MultiHandle, inbox: Inbox, options: CurlOptions) {
        self.multi = multi
        self.inbox = inbox
        self.options = options
    }

    /// Runs until the inbox closes.
    func run() {
        while true {
            let batch = inbox.take()
            for transfer in batch.starts { start(transfer) }
            for ticket in batch.cancels { cancel(ticket) }
            if batch.isClosing { break }
            sendAdmitted()
            // An empty batch makes callers wake this thread up; after any other it must look again before it waits.
            multi.turn(waiting: batch.isEmpty ? pause : .zero)
            while let (exchange, result) = multi.nextEnded() { handle(exchange, result) }
            expire()
        }
        hosts.removeAll()
        for exchange in Array(live.values) { finish(exchange, .failure(.closed)) }
        for easy in spare { easy.free() }
        multi.free()
        inbox.end()
    }

    private func start(_ transfer: Transfer) {
        guard !transfer.ticket.isCancelled else { return transfer.waiter.resume(returning: .failure(.cancelled)) }
        let exchange = Exchange(transfer)
        live[ObjectIdentifier(transfer.ticket)] = exchange
        nextDeadline = min(nextDeadline ?? exchange.deadline, exchange.deadline)
        let empty = HostQueue<Exchange>(limit: options.maxConnectionsPerHost)
        exchange.place = hosts[transfer.origin, default: empty].enter(exchange)
        if exchange.place == nil { admitted.append(exchange) }
    }

    private func sendAdmitted() {
        // One that cannot be sent makes room for the next.
        while !admitted.isEmpty {
            let now = admitted
            admitted.removeAll(keepingCapacity: true)
            for exchange in now { send(exchange) }
        }
    }

    private func send(_ exchange: Exchange) {
        // It may have been given up since it was admitted.
        guard live[ObjectIdentifier(exchange.transfer.ticket)] === exchange else { return }
        guard let easy = exchange.easy ?? spare.popLast() ?? EasyHandle() else {
            let fault = CurlFault(CURLE_OUT_OF_MEMORY, of: exchange.transfer, detail: "no memory")
            return finish(exchange, .failure(fault))
        }
        if let fault = exchange.prepare(easy, options) { return finish(exchange, .failure(fault)) }
        guard multi.add(easy) else {
            let fault = CurlFault(CURLE_FAILED_INIT, of: exchange.transfer, detail: "libcurl took no more transfers")
            return finish(exchange, .failure(fault))
        }
    }

    private func cancel(_ ticket: Ticket) {
        // Not live: it ended before, or was answered at its start because of the ticket.
        guard let exchange = live[ObjectIdentifier(ticket)] else { return }
        finish(exchange, .failure(.cancelled))
    }

    private func handle(_ exchange: Exchange, _ result: CURLcode) {
        switch exchange.step(after: result) {
        case .ended(let outcome): finish(exchange, outcome)
        case .again:
            if let easy = exchange.easy { multi.remove(easy) }
            send(exchange)
        }
    }

    private func finish(_ exchange: Exchange, _ outcome: Transfer.Outcome) {
        let transfer = exchange.transfer
        guard live.removeValue(forKey: ObjectIdentifier(transfer.ticket)) != nil else { return }
        if let easy = exchange.easy { recycle(easy) }
        transfer.waiter.resume(returning: outcome)
        if let place = exchange.place {
            hosts[transfer.origin]?.giveUp(place)
        } else if let next = hosts[transfer.origin]?.leave() {
            next.place = nil
            admitted.append(next)
        }
        if hosts[transfer.origin]?.isIdle == true { hosts[transfer.origin] = nil }
    }

    private func recycle(_ easy: EasyHandle) {
        multi.remove(easy)
        if spare.count < options.maxConnections {
            spare.append(easy)
        } else {
            easy.free()
        }
    }

    /// The deadline is kept here: libcurl's own does not run while a transfer waits for a connection.
    private func expire() {
        let now = clock.now
        guard let due = nextDeadline, due <= now else { return }
        for exchange in Array(live.values) where exchange.deadline <= now { finish(exchange, .failure(exchange.lateness)) }
        nextDeadline = live.values.lazy.map(\.deadline).min()
    }

    private var pause: Duration {
        let longest: Duration = live.isEmpty ? .seconds(60) : .seconds(1)
        guard let nextDeadline else { return longest }
        return min(longest, nextDeadline - clock.now)
    }
}

extension Duration {
    /// In 0...a day, so that no sum of them overflows.
    var wholeMilliseconds: Int {
        let clamped = min(max(self, .zero), .seconds(86_400))
        return Int(clamped.components.seconds) * 1000 + Int(clamped.components.attoseconds / 1_000_000_000_000_000)
    }
}
