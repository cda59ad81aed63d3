import Wire

/// How many users evaluate the flag in a time: `500/min`.
package struct UserRate: Sendable, Equatable, CustomStringConvertible {
    /// Users a second, above 0 and at most 10 million.
    package let perSecond: Double
    /// As it was written.
    package let description: String

    private static let units = [("s", 1.0), ("min", 60), ("h", 3600), ("d", 86_400)]
    private static let most = 10_000_000.0

    /// Reads a number and `/s`, `/min`, `/h` or `/d`.
    package init(_ text: String) throws(SimulationFault) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let unit = Self.units.first(where: { $0.0 == parts[1] }), let count = Double(parts[0]),
            count > 0, count / unit.1 <= Self.most
        else {
            throw SimulationFault(
                code: "badTraffic",
                description: "\(text.quoted) is no traffic; write how many users evaluate the flag in a time, above 0 and "
                    + "up to 10000000/s: 20/s, 500/min, 3000/h or 10000/d"
            )
        }
        perSecond = count / unit.1
        description = text
    }

    /// Users a second.
    package init(perSecond: Double) {
        self.perSecond = perSecond
        description = JSON(perSecond).text + "/s"
    }
}
