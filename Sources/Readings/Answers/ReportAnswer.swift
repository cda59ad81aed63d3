import Rollouts
import Wire

/// The answer of a `report` source: `{"treatment":{…},"control":{…}}`, or one arm's counts flat.
struct ReportAnswer {
    let json: JSON
    let wantsControl: Bool
    let wantsConversions: Bool

    /// The counts; control's only where they are there.
    func outcome() throws(ReadingFault) -> Reading.Outcome {
        guard json.members != nil else {
            throw ReadingFault(.malformed, "answered \(json.phrase); a report is an object with exposures and errors")
        }
        guard let treatment = json["treatment"] else { return .counts(treatment: try arm([]), control: nil) }
        guard !treatment.isNull else { throw ReadingFault(.noData, "has null at /treatment") }
        return .counts(treatment: try arm(["treatment"]), control: try control())
    }

    private func control() throws(ReadingFault) -> ArmCounts? {
        guard let control = json["control"], !control.isNull else { return nil }
        do {
            return try arm(["control"])
        } catch {
            // Whoever does not compare with control is not kept from the counts of the exposed by it.
            guard wantsControl, error.code != .noData else { return nil }
            throw error
        }
    }

    private func arm(_ way: [String]) throws(ReadingFault) -> ArmCounts {
        let here = JSONPointer(tokens: way)
        if let found = json.at(pointer: here), found.members == nil {
            throw ReadingFault(
                .malformed,
                "answered \(found.phrase) at \(here.shown); an arm is an object with exposures and errors"
            )
        }
        return ArmCounts(
            exposures: try count(way, "exposures"),
            errors: try count(way, "errors"),
            conversions: try conversions(way)
        )
    }

    private func count(_ way: [String], _ name: String) throws(ReadingFault) -> Int {
        let pointer = JSONPointer(tokens: way + [name])
        guard json.at(pointer: pointer) != nil else {
            throw ReadingFault(.malformed, "answered a report without \(pointer.shown); is the URL right?")
        }
        return try CountReader(answer: json).neededCount(at: pointer)
    }

    private func conversions(_ way: [String]) throws(ReadingFault) -> Int {
        let pointer = JSONPointer(tokens: way + ["conversions"])
        let reader = CountReader(answer: json)
        return wantsConversions ? try reader.neededCount(at: pointer) : try reader.count(at: pointer) ?? 0
    }
}
