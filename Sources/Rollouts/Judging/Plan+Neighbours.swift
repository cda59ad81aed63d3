extension Plan {
    /// Index of the stage before the one at `position`; where an edit took that away, the last that reaches fewer.
    func stageBelow(_ position: Stage.Position) -> Int? {
        if let index = index(of: position) { return index > 0 ? index - 1 : nil }
        return stages.lastIndex { $0.position.isNarrower(than: position) }
    }

    /// Index of the stage after the one at `position`; where an edit took that away, the first that reaches more.
    func stageAbove(_ position: Stage.Position) -> Int? {
        if let index = index(of: position) { return index + 1 < stages.count ? index + 1 : nil }
        return stages.firstIndex { position.isNarrower(than: $0.position) }
    }

    /// Index of the stage whose limits hold at `position`: its own or, where an edit took that away, the nearest below.
    package func stageOfLimits(_ position: Stage.Position) -> Int { index(of: position) ?? stageBelow(position) ?? 0 }

    /// The stage that a new rollout begins at.
    var firstStage: Int { stages.indices.contains(startingStage) ? startingStage : 0 }
}

extension Stage.Position {
    /// Whether it is a smaller share of the same segments, or limited to fewer segments.
    ///
    /// 100 % of staff is narrower than 1 % of everyone: shares of different segments do not compare.
    func isNarrower(than other: Stage.Position) -> Bool {
        let own = Set(segments)
        let others = Set(other.segments)
        if own == others { return percentage < other.percentage }
        return !own.isEmpty && (others.isEmpty || own.isStrictSubset(of: others))
    }
}
