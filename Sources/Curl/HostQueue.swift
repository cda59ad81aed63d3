/// Who may run on one host, and who waits in the order of arrival.
///
/// The limit is kept here and not by libcurl, which tries every waiting transfer again whenever one ends.
struct HostQueue<Element> {
    private let limit: Int
    private var running = 0
    private var waiting: [UInt64: Element] = [:]
    private var first: UInt64 = 0
    private var next: UInt64 = 0

    /// - Parameter limit: how many may run at a time; at least one does.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// Whether nobody runs or waits.
    var isIdle: Bool { running == 0 && waiting.isEmpty }

    /// - Returns: nil when the element runs now, else its place in the queue.
    mutating func enter(_ element: Element) -> UInt64? {
        guard running >= limit else {
            running += 1
            return nil
        }
        waiting[next] = element
        defer { next &+= 1 }
        return next
    }

    /// Takes out one that waits.
    mutating func giveUp(_ place: UInt64) { waiting[place] = nil }

    /// One that ran has ended.
    ///
    /// - Returns: who runs in its stead.
    mutating func leave() -> Element? {
        running -= 1
        while !waiting.isEmpty {
            defer { first &+= 1 }
            guard let element = waiting.removeValue(forKey: first) else { continue }
            running += 1
            return element
        }
        first = next
        return nil
    }
}
