extension Plan {
    /// The plan with every duration and interval divided by `speed`, for rehearsals; instants stay.
    ///
    /// Intervals never fall below 20 ms: a source is asked at most so often.
    package func sped(up speed: Double) -> Plan {
        guard speed > 0, speed != 1, speed.isFinite else { return self }
        func shortened(_ duration: Duration, least: Int = 0) -> Duration {
            .milliseconds(max(least, Int(min(1e15, (Double(duration.milliseconds) / speed).rounded()))))
        }
        func shortened(_ deadline: Deadline) -> Deadline {
            Deadline(wait: shortened(deadline.wait, least: 1), then: deadline.then)
        }
        var plan = self
        plan.delay = shortened(delay)
        plan.undecided = undecided.map { shortened($0) }
        for index in plan.stages.indices { plan.stages[index].duration = shortened(stages[index].duration) }
        for index in plan.guards.indices {
            plan.guards[index].interval = shortened(guards[index].interval, least: 20)
            let noData = guards[index].noData
            // A wait shorter than a few readings would find every guard silent.
            let least = min(noData.wait.milliseconds, plan.guards[index].interval.milliseconds * 10)
            plan.guards[index].noData = Deadline(wait: shortened(noData.wait, least: least), then: noData.then)
        }
        return plan
    }
}
