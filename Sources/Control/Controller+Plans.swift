import Alerts
import Logging
import Rollouts
import Store
import Wire

extension Controller {
    /// Looks at the plan directory again and again.
    func keepPlans() async {
        while !Task.isCancelled {
            if leads { await look() }
            do { try await time.sleep(for: settings.rescan) } catch { return }
        }
    }

    /// Reads the plan directory once; what it shows is done by the checks of the rollouts concerned.
    func look() async {
        let files: [PlanFile]
        do throws(PlanDirectoryFault) {
            files = try directory.files()
        } catch {
            await directoryTrouble("\(error); every rollout goes on by the plan kept in Redis")
            return
        }
        let isEmpty =
            files.isEmpty && watches.values.contains { $0.stored.map { $0.state.phase != .completed } ?? false }
        if isEmpty {
            await directoryTrouble(
                "\(directory.name) is suddenly empty; every rollout goes on by the plan kept in Redis"
            )
            return
        }
        await directoryTrouble(nil)
        let before = shelf
        let now = PlanShelf(files, context: context, known: before)
        shelf = now
        Telemetry.plans(good: now.plans.count, broken: now.broken.count)
        for line in now.warnings where before?.warnings.contains(line) != true {
            logger.warning("\(line)")
        }
        await tellFaults(now)
        for flag in now.plans.keys where watches[flag] == nil {
            watches[flag] = RolloutWatch(stored: nil, due: time.now)
            schedule(flag, at: time.now, evenLater: true)
        }
        for (flag, watch) in watches where concerns(now, watch, flag) {
            schedule(flag, at: time.now, evenLater: true)
        }
    }

    /// Whether the directory wants something of a rollout.
    private func concerns(_ shelf: PlanShelf, _ watch: RolloutWatch, _ flag: String) -> Bool {
        guard let state = watch.stored?.state else { return shelf.plans[flag] != nil }
        if let shelved = shelf.plans[flag] {
            return shelved.digest != state.planDigest && shelved.digest != watch.refusedDigest
                || state.orphaned != .none
        }
        return isGone(flag, file: watch.stored?.file ?? "") && PlanAdoption.lose(state) != nil
    }

    /// Whether no file is about `flag` any more; a broken one still is.
    func isGone(_ flag: String, file: String) -> Bool {
        guard let shelf, directoryFault == nil else { return false }
        return !shelf.flags.contains(flag) && !(shelf.broken.contains { $0.file == file })
    }

    // MARK: - Telling

    private func directoryTrouble(_ fault: String?) async {
        if fault != directoryFault {
            directoryFault = fault
            if let fault {
                logger.error("\(fault)", metadata: ["directory": "\(directory.name)"])
            } else {
                logger.info("the plan directory is read again", metadata: ["directory": "\(directory.name)"])
            }
        }
        // Told until it is known: Redis may be away as well, and another process may have told the opposite.
        let notice =
            fault.map { Notice.system(.plansUnreadable, text: $0 + ".") }
            ?? .system(.plansBack, text: "The plan directory \(directory.name) is read again.")
        await tell(
            kind: "system",
            flag: "",
            event: notice.json,
            file: "",
            digest: fault.map { PlanDigest.of(Array($0.utf8)) } ?? ""
        )
    }

    private func tellFaults(_ shelf: PlanShelf) async {
        for broken in shelf.broken {
            let digest = PlanDigest.of(Array(broken.lines.joined(separator: "\n").utf8))
            let event = Notice.planBroken(file: broken.file, flag: broken.flag, diagnostics: broken.lines).json
            await tell(kind: "planBroken", flag: broken.flag ?? "", event: event, file: broken.file, digest: digest)
        }
        let bad = Set(shelf.broken.map(\.file))
        for file in toldFaults.keys where !Self.isReserved(file) && !bad.contains(file) {
            await tell(kind: "planMended", flag: "", event: Notice.planMended(file: file).json, file: file, digest: "")
        }
    }

    /// Faults of Rampart's own that are remembered beside those of files.
    private static func isReserved(_ file: String) -> Bool { file.isEmpty || file.hasPrefix(":") }

    /// In place of a digest: whether Redis took what was told is not known.
    private static let doubtful = "?"

    /// Logs what concerns a file, once for each fault: what was told is remembered here and in Redis.
    private func tell(kind: String, flag: String, event: JSON, file: String, digest: String) async {
        guard let token = lease?.token, toldFaults[file] ?? "" != digest else { return }
        do throws(StoreFault) {
            let outcome = try await store.notice(
                kind: kind,
                flag: flag,
                event: event,
                file: file,
                digest: digest,
                by: .leader(token: token)
            )
            // What was not told is not taken for told: it is told once this process leads again, or by whoever does.
            if outcome == .leaseLost { return loseLease("another controller has it", token: token) }
            if digest.isEmpty { toldFaults[file] = nil } else { toldFaults[file] = digest }
            guard case .told(let revision) = outcome else { return }
            noteWritten(revision)
            if kind == "planBroken" {
                for line in event["diagnostics"]?.array ?? [] { logger.error("\(line.string ?? "")") }
            } else {
                logger.info("\(kind)", metadata: ["file": "\(file)"])
            }
        } catch {
            // Redis itself knows, and is asked again: what it may have told as broken is to be told as mended, too.
            if error.mayHaveRun { toldFaults[file] = Self.doubtful }
            logger.warning("a plan's fault could not be logged", metadata: ["file": "\(file)", "why": "\(error)"])
        }
    }
}
