internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Opens connections: socket, TLS, login, choice of database.
struct Connector: Sendable {
    let options: RedisOptions
    let eventLoop: any EventLoop

    /// A connection that is logged in and whose server is ready for commands.
    ///
    /// - Throws: `authentication`, `cancelled`, `protocolViolation`, or `unreachable` with the reason.
    func open(at endpoint: RedisLocation.Endpoint) async throws(RedisFault) -> OpenConnection {
        var options = options
        options.location.endpoint = endpoint
        return try await Connector(options: options, eventLoop: eventLoop).open()
    }

    private func open() async throws(RedisFault) -> OpenConnection {
        let deadline = ContinuousClock.now.advanced(by: options.connectTimeout)
        let pipe = CommandPipe(limits: CommandLimits(options), eventLoop: eventLoop, reconnects: false)
        let channel = try await connect(pipe)
        do throws(RedisFault) {
            let (info, cluster) = try await Handshake(options: options).perform(on: pipe, deadline: deadline)
            let endpoint = options.location.endpoint
            return OpenConnection(channel: channel, pipe: pipe, endpoint: endpoint, info: info, cluster: cluster)
        } catch {
            let reason = error.code == .connectionLost ? pipe.lastFault ?? error : error
            channel.close(promise: nil)
            switch error.code {
            case .authentication, .cancelled, .protocolViolation: throw error
            case .invalidURL, .unreachable, .timedOut, .connectionLost, .closed, .overloaded, .server:
                throw unreachable(reason.message)
            }
        }
    }

    private func connect(_ pipe: CommandPipe) async throws(RedisFault) -> any Channel {
        let attempt = try bootstrap(pipe)
        let connecting = eventLoop.makePromise(of: (any Channel).self)
        let connection =
            switch options.location.endpoint {
            case .tcp(let host, let port): attempt.connect(host: host, port: port)
            case .unix(let path): attempt.connect(unixDomainSocketPath: path)
            }
        connection.whenComplete { result in
            connecting.completeWith(result)
            // The caller may have given up when the connection comes; then nobody else would close it.
            connecting.futureResult.whenFailure { _ in
                if case .success(let channel) = result { channel.close(promise: nil) }
            }
        }
        do {
            return try await withTaskCancellationHandler {
                try await connecting.futureResult.get()
            } onCancel: {
                connecting.fail(CancellationError())
            }
        } catch is CancellationError {
            throw .cancelled(mayHaveRun: false)
        } catch {
            throw unreachable("\(RedisFault.text(error)).")
        }
    }

    private func bootstrap(_ pipe: CommandPipe) throws(RedisFault) -> ClientBootstrap {
        let encryption = try options.location.usesTLS ? Encryption(options) : nil
        let maximumBytes = options.maxReplyBytes
        var bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(TimeAmount(options.connectTimeout))
        if case .tcp = options.location.endpoint {
            bootstrap =
                bootstrap
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
        }
        return bootstrap.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                if let encryption { try channel.pipeline.syncOperations.addHandler(encryption.handler()) }
                guard let reader = ReplyReader(maximumBytes: maximumBytes) else {
                    throw ChannelError.inappropriateOperationForState
                }
                try channel.pipeline.syncOperations.addHandler(ReplyHandler(reader: reader, sink: pipe))
            }
        }
    }

    private func unreachable(_ reason: String) -> RedisFault {
        RedisFault(
            .unreachable,
            "No connection to Redis at \(options.location). \(reason) Check the address, TLS and that the server runs."
        )
    }
}
