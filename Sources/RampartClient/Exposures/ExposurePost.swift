import Curl
import FlagStore
import Logging
import Redis
import Wire

/// Sends exposures to a server in batches. A batch that cannot be delivered is tried some times and then let go.
struct ExposurePost: Sendable {
    /// The most that the server takes at once.
    private static let batchLength = 1000
    private static let attempts = 5

    let queue = ExposureQueue()
    private let address: ServerAddress
    private let curl: CurlClient
    private let interval: Duration
    private let clock: FollowerClock
    private let logger: Logger

    init(
        _ address: ServerAddress,
        curl: CurlClient,
        every interval: Duration,
        clock: FollowerClock = .system,
        logger: Logger
    ) {
        self.address = address
        self.curl = curl
        self.interval = interval
        self.clock = clock
        self.logger = logger
    }

    /// Sends from time to time until the task is cancelled.
    func run() async {
        while (try? await clock.sleep(interval)) != nil { await send(attempts: Self.attempts) }
    }

    /// Sends what is left, trying once.
    func close() async { await send(attempts: 1) }

    private func send(attempts: Int) async {
        let dropped = queue.takeDropped()
        if dropped > 0 {
            logger.warning("Exposures were let go: more came than could be sent", metadata: ["dropped": "\(dropped)"])
        }
        while true {
            let batch = queue.take(Self.batchLength)
            guard !batch.isEmpty else { return }
            guard let failure = await deliver(batch, attempts: attempts) else { continue }
            logger.warning(
                "Exposures were let go: they could not be sent",
                metadata: ["dropped": "\(batch.count)", "error": "\(failure)"]
            )
            // The others wait for the next time.
            return
        }
    }

    /// Why the batch was not taken; `nil` where it was. Each event has its id, so that one sent twice counts once.
    private func deliver(_ batch: [Exposure], attempts: Int) async -> String? {
        var wait = Backoff(minimum: .seconds(1), maximum: .seconds(30))
        let body = Array(JSON(batch.map(\.json)).text.utf8)
        let request = address.request("/api/analytics/flag-events", method: "POST", body: body)
        var failure = ""
        for attempt in 1...attempts {
            do throws(CurlFault) {
                let status = try await curl.perform(request).status
                if (200..<300).contains(status) { return nil }
                failure = "the server answered \(status)"
                // What it does not take now, it takes no second time.
                guard status >= 500 || status == 429 || status == 408 else { return failure }
            } catch {
                failure = error.message
                guard error.isTransient else { return failure }
            }
            guard attempt < attempts, (try? await clock.sleep(wait.wait(jitter: .random(in: 0...1)))) != nil else { return failure }
        }
        return failure
    }
}
