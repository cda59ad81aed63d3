import Synchronization
import Wire

/// The demo's analytics: outcomes counted by flag, entry and arm.
final class DemoLedger: Sendable {
    /// What is counted together.
    struct Key: Hashable {
        var flag: String
        var entry: String
        var arm: String
    }

    /// What was counted.
    struct Counts {
        var exposures = 0
        var errors = 0
    }

    private let books = Mutex<[Key: Counts]>([:])

    /// Takes posted events; an unknown kind of event counts nothing.
    func take(_ events: [JSON]) {
        books.withLock { books in
            for event in events {
                guard let flag = event["flagKey"]?.string, let entry = event["entry"]?.string,
                    let arm = event["arm"]?.string
                else { continue }
                switch event["type"]?.string {
                case "exposure": books[Key(flag: flag, entry: entry, arm: arm), default: Counts()].exposures += 1
                case "error": books[Key(flag: flag, entry: entry, arm: arm), default: Counts()].errors += 1
                case _: break
                }
            }
        }
    }

    /// The outcome report of one entry.
    func report(flag: String, entry: String) -> JSON {
        let books = self.books.withLock { $0 }
        func arm(_ name: String) -> JSON {
            let counts = books[Key(flag: flag, entry: entry, arm: name)] ?? Counts()
            return ["exposures": JSON(counts.exposures), "errors": JSON(counts.errors), "conversions": 0]
        }
        return ["treatment": arm("treatment"), "control": arm("control")]
    }

    /// Exposed users of a flag over all entries, and how many of them saw an error.
    func exposed(flag: String) -> Counts {
        books.withLock { books in
            books.reduce(into: Counts()) { sum, element in
                guard element.key.flag == flag, element.key.arm == "treatment" else { return }
                sum.exposures += element.value.exposures
                sum.errors += element.value.errors
            }
        }
    }
}
