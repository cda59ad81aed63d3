import Control
import Rollouts
import Store
import Web
import Wire

/// What happens to rollouts, by way of the store.
struct StoreTape: RolloutTape {
    let store: RolloutStore
    let speed: Double
    let now: @Sendable () -> Moment

    func newest() async throws(DeskFault) -> String {
        do throws(StoreFault) { return try await store.newestRevision() } catch { throw DeskFault(error) }
    }

    func entries(after revision: String, limit: Int) async throws(DeskFault) -> [LogEntry]? {
        do throws(StoreFault) {
            let news = try await store.news(after: revision, knowing: revision, limit: limit + 1)
            return news.isWhole && news.entries.count <= limit ? news.entries : nil
        } catch {
            throw DeskFault(error)
        }
    }

    func readings() async throws(DeskFault) -> [RolloutReading] {
        let stored: [StoredRollout]
        do throws(StoreFault) { stored = try await store.rollouts().rollouts } catch { throw DeskFault(error) }
        return RolloutView.all(stored, speed: speed, now: now()).flatMap { view in
            view.conditions.compactMap { name, condition in
                view.stored.state.guards[name]?.lastAsked.map { asked in
                    RolloutReading(
                        name: RolloutReading.Name(flag: view.stored.state.flag, guardName: name),
                        asked: asked,
                        condition: condition
                    )
                }
            }
        }
    }
}
