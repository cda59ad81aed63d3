import Alerts
import Control
import Redis

/// A way to break Rampart on purpose, at its seams alone: a promise that no such bug can break is no promise.
package struct PlantedBug: Sendable {
    /// Its name; empty for none.
    package var name = ""
    /// The promise that it is made to break.
    package var promise = 0
    /// Changes commands on their way to Redis, the texts of scripts among them.
    var edit: (@Sendable ([[UInt8]]) -> [[UInt8]])?
    /// Stands between a controller's store and Redis.
    var client: @Sendable (any RedisCommanding) -> any RedisCommanding = { $0 }
    /// Stands between a controller and its store.
    var keeper: @Sendable (any RolloutKeeper) -> any RolloutKeeper = { $0 }
    /// Stands between a controller and its sources.
    var desk: @Sendable (any ReadingDesk) -> any ReadingDesk = { $0 }
    /// Stands between a controller and its clock.
    var timepiece: @Sendable (any Timepiece) -> any Timepiece = { $0 }
    /// Stands between a controller and the plan directory.
    var directory: @Sendable (any PlanDirectory) -> any PlanDirectory = { $0 }
    /// Stands between couriers and the log.
    var feed: @Sendable (any AlertFeed) -> any AlertFeed = { $0 }

    /// Whether couriers of a process that does not lead deliver as well.
    var everyoneDelivers = false

    /// No bug.
    package init() {}
}
