import Control
import Rollouts
import Store
import Web
import Wire

/// Rollouts as the server asks for them, by way of the store.
struct StoreDesk: RolloutDesk {
    let store: RolloutStore
    let speed: Double
    let now: @Sendable () -> Moment
    /// When the controller of this process looks at a flag again; `nil` where it does not lead.
    let nextCheck: @Sendable (String) async -> Moment?

    /// The most points of one guard's series in an answer.
    private static let mostPoints = 1000

    func rollouts() async throws(DeskFault) -> JSON {
        do throws(StoreFault) {
            let leader = try await store.leader()
            let (rollouts, faults) = try await store.rollouts()
            let views = RolloutView.all(rollouts, speed: speed, now: now())
            return RolloutList(views.map(\.summary), leader: leader, faults: faults).json
        } catch {
            throw DeskFault(error)
        }
    }

    func rollout(_ flag: String) async throws(DeskFault) -> JSON {
        RolloutView(try await stored(flag), speed: speed, now: now()).json(nextCheck: await nextCheck(flag))
    }

    func history(_ flag: String, limit: Int, withGrounds: Bool) async throws(DeskFault) -> JSON {
        let entries: [LogEntry]
        do throws(StoreFault) {
            entries = try await store.history(flag, limit: limit)
        } catch {
            throw DeskFault(error)
        }
        // A flag without a rollout has a history as well, but one without either is nobody's.
        if entries.isEmpty { _ = try await stored(flag) }
        return [
            "entries": JSON(
                entries.map { entry in
                    let members = (entry.event.members ?? []).filter { withGrounds || $0.name != "grounds" }
                    return ["id": JSON(entry.id), "event": .object(members.map { ($0.name, $0.value) })]
                }
            )
        ]
    }

    func readings(_ flag: String, _ choice: ReadingsChoice) async throws(DeskFault) -> JSON {
        let view = RolloutView(try await stored(flag), speed: speed, now: now())
        let names = Set(view.stored.state.guards.keys).union(view.plan?.guards.map(\.name) ?? [])
        var series: [String: ReadingSeries] = [:]
        for name in names where choice.guardName == nil || choice.guardName == name {
            do throws(StoreFault) {
                series[name] = try await store.series(
                    of: flag,
                    guard: name,
                    since: choice.since ?? Moment(milliseconds: 0),
                    until: choice.until ?? Moment(milliseconds: .max)
                ).thinned(most: Self.mostPoints)
            } catch {
                throw DeskFault(error)
            }
        }
        let limits = view.verdicts.compactMap { verdict in verdict.limit.map { (verdict.guardName, $0) } }
        return ReadingSeries.json(series, limits: Dictionary(limits, uniquingKeysWith: { first, _ in first }))
    }

    func take(_ ticket: OrderTicket, for flag: String, mark: RequestMark?) async throws(DeskFault) -> JSON {
        let taker = OrderTaker(store: store, speed: speed, now: now)
        do throws(OrderFault) {
            let mark = mark.map { OrderMark($0.text, mayBeDone: $0.mayBeDone) }
            return try await taker.take(ticket, for: flag, mark: mark).json
        } catch {
            throw DeskFault(error)
        }
    }

    private func stored(_ flag: String) async throws(DeskFault) -> StoredRollout {
        let stored: StoredRollout?
        do throws(StoreFault) {
            stored = try await store.rollout(flag)
        } catch {
            throw DeskFault(error)
        }
        guard let stored else {
            throw DeskFault(.unknownFlag, "\(flag) has no rollout; its plan is not committed, or no controller has read it yet")
        }
        return stored
    }
}

/// Answers kept in the store for requests that come twice.
struct StoreShelf: IdempotencyShelf {
    let store: RolloutStore

    func claim(_ slot: IdempotencySlot) async throws(DeskFault) -> IdempotencyClaim {
        do throws(StoreFault) {
            return switch try await store.claim(Self.request(slot)) {
            case .first: .first
            case .again: .again
            case .underWay(let left): .underWay(seconds: left.milliseconds / 1000 + 1)
            case .otherRequest: .otherRequest
            case .answered(let answer): .answered(answer)
            }
        } catch {
            throw DeskFault(error)
        }
    }

    func keep(_ answer: String, in slot: IdempotencySlot) async throws(DeskFault) {
        do throws(StoreFault) {
            // Where another try has claimed it since, that one answers the same: the mark tells it what was done.
            _ = try await store.keep(answer, to: Self.request(slot))
        } catch {
            throw DeskFault(error)
        }
    }

    func abandon(_ slot: IdempotencySlot) async throws(DeskFault) {
        do throws(StoreFault) {
            _ = try await store.abandon(Self.request(slot))
        } catch {
            throw DeskFault(error)
        }
    }

    private static func request(_ slot: IdempotencySlot) -> IdempotentRequest {
        IdempotentRequest(token: slot.token, id: slot.id, digest: slot.digest, claimant: slot.claimant)
    }
}

extension DeskFault {
    /// What a fault of an order means to the request that ordered it.
    init(_ fault: OrderFault) {
        switch fault.code {
        case .unknownFlag: self.init(.unknownFlag, fault.description)
        case .refused(.wrongPhase): self.init(.wrongPhase, fault.description)
        case .refused(.guardsNotClear): self.init(.guardsNotClear, fault.description)
        case .refused(.nothingToDo): self.init(.nothingToDo, fault.description)
        case .unreadablePlan: self.init(.unreadablePlan, fault.description)
        case .contended: self.init(.contended, fault.description)
        case .store(let fault): self.init(fault)
        }
    }
}
