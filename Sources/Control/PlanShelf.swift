package import Rollouts
import Wire

/// A plan with the text that it was read from.
package struct ShelvedPlan: Sendable, Equatable {
    /// The plan, at its real speed.
    package var plan: Plan
    /// Its text.
    package var text: String
    /// The text's digest.
    package var digest: String
    /// Its file.
    package var file: String
}

/// Everything that one look at the plan directory shows: good plans by flag, and what is wrong with the others. Pure.
package struct PlanShelf: Sendable {
    /// A file that gives no plan.
    package struct Broken: Sendable, Equatable {
        /// The file.
        package var file: String
        /// The flag that it is about, where that much could be read.
        package var flag: String?
        /// Its faults as `file:line:column: error: …`.
        package var lines: [String]
    }

    /// Good plans by flag.
    package private(set) var plans: [String: ShelvedPlan] = [:]
    /// Broken files, in order.
    package private(set) var broken: [Broken] = []
    /// Warnings about good files, as lines.
    package private(set) var warnings: [String] = []
    /// Every file that was there.
    package private(set) var files: Set<String> = []

    /// Reads `files`; `known` gives what an unchanged text was read as before.
    package init(_ files: [PlanFile], context: PlanContext, known: PlanShelf? = nil) {
        let byFile = known.map { shelf in
            Dictionary(shelf.plans.values.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
        }
        var read: [ShelvedPlan] = []
        for file in files {
            self.files.insert(file.path)
            switch file.content {
            case .failure(let fault):
                let flag = byFile?[file.path]?.plan.flag
                broken.append(Broken(file: file.path, flag: flag, lines: ["\(file.path): error: \(fault)"]))
            case .success(let bytes):
                let digest = PlanDigest.of(bytes)
                if let before = byFile?[file.path], before.digest == digest {
                    read.append(before)
                    continue
                }
                let outcome = PlanReader.read(bytes, context: context)
                let lines = outcome.diagnostics.map { $0.line(file: file.path) }
                if let plan = outcome.plan {
                    warnings += lines
                    let text = String(decoding: bytes, as: UTF8.self)
                    read.append(ShelvedPlan(plan: plan, text: text, digest: digest, file: file.path))
                } else {
                    broken.append(Broken(file: file.path, flag: outcome.flag, lines: lines))
                }
            }
        }
        shelve(read)
        refuseCycles()
    }

    /// The flags that some file is about, good or broken.
    package var flags: Set<String> {
        Set(plans.keys).union(broken.compactMap(\.flag))
    }

    private mutating func shelve(_ read: [ShelvedPlan]) {
        for (flag, rivals) in Dictionary(grouping: read, by: \.plan.flag).sorted(by: { $0.key < $1.key }) {
            guard rivals.count > 1 else {
                plans[flag] = rivals.first
                continue
            }
            let names = rivals.map(\.file).sorted()
            for file in names {
                let others = names.filter { $0 != file }.joined(separator: " and ")
                broken.append(
                    Broken(
                        file: file,
                        flag: flag,
                        lines: [
                            "\(file):1:1: error: flagKey: '\(flag)' has a plan in \(others) as well; keep one of them"
                        ]
                    )
                )
            }
        }
        broken.sort { $0.file < $1.file }
    }

    /// Takes out every plan that waits, by way of others, for itself.
    private mutating func refuseCycles() {
        func waits(_ flag: String, for target: String, _ seen: inout Set<String>) -> Bool {
            for next in plans[flag]?.plan.after ?? [] {
                if next == target { return true }
                if seen.insert(next).inserted, waits(next, for: target, &seen) { return true }
            }
            return false
        }
        var inCycles: [ShelvedPlan] = []
        for shelved in plans.values {
            var seen: Set<String> = []
            if waits(shelved.plan.flag, for: shelved.plan.flag, &seen) { inCycles.append(shelved) }
        }
        guard !inCycles.isEmpty else { return }
        let names = inCycles.map(\.plan.flag).sorted().joined(separator: ", ")
        for shelved in inCycles {
            plans[shelved.plan.flag] = nil
            let line =
                "\(shelved.file):1:1: error: after: the plans of \(names) wait for each other in a circle; break it"
            broken.append(Broken(file: shelved.file, flag: shelved.plan.flag, lines: [line]))
        }
        broken.sort { $0.file < $1.file }
    }
}
