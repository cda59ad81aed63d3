import Flags
import Logging
import Rollouts
import Synchronization
import Wire

@testable import FlagStore
@testable import RampartClient

/// A source that has said all it will say.
final class StillSource: FlagSource {
    let isFresh: Bool
    let fault: String?

    init(isFresh: Bool = true, fault: String? = nil) {
        self.isFresh = isFresh
        self.fault = fault
    }

    func connect() async {}
    func follow() async {}
    func close() async {}
}

/// A client over flags that a test gives.
struct ClientBench: Sendable {
    let tally = UsageTally()
    let shelf: Shelf
    let client: FlagClient
    let exposures = Basket<Exposure>()

    init(_ flags: [Flag]? = nil, segments: [Segment] = [], from origin: Board.Origin = .redis) {
        shelf = Shelf(tally: tally)
        var options = FlagClientOptions()
        options.logger = .quiet
        options.onExposure = { [exposures] in exposures.add($0) }
        client = FlagClient(source: StillSource(), shelf: shelf, post: nil, options: options)
        if let flags { shelf.put(Snapshot(flags: flags, segments: segments, revision: "7-0"), from: origin) }
    }
}

extension UsageTally {
    /// What was counted of each flag, on and off.
    var counts: [String: [Int]] {
        Dictionary(take().map { ($0.key, [$0.count.on, $0.count.off]) }) { first, _ in first }
    }
}

/// What was told, in its order.
final class Basket<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }

    func add(_ element: Element) { elements.withLock { $0.append(element) } }
}

extension Logger {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

extension Flag {
    /// A flag that is on for everybody, changed as the test needs it.
    static func on(_ key: String, _ change: (inout Flag) -> Void = { _ in }) -> Flag {
        var flag = Flag(key: key)
        flag.enabled = true
        flag.rolloutPercentage = 100
        change(&flag)
        return flag
    }

    /// A flag that serves `value` to everybody.
    static func serving(_ key: String, _ type: ValueType, _ value: JSON) -> Flag {
        on(key) { flag in
            flag.valueType = type
            flag.variants = [Variant("only", value)]
            flag.defaultVariant = "only"
        }
    }
}

struct NeverHappened: Error {
    var what: String
}

/// Waits until something is so, for a minute at most.
func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(120))
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what) }
        try await Task.sleep(for: .milliseconds(2))
    }
}
