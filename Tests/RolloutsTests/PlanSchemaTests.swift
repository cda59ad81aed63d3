import Testing
import Wire

@testable import Rollouts

/// The schema against its file and against the loader.
struct PlanSchemaTests {
    /// Broken fixtures that no schema can refuse, each with the reason.
    static let inexpressible: [String: String] = [
        "afterItself": "two values are compared",
        "alertUnknown": "the names are the configuration's",
        "currentStageMissing": "a number is compared with the length of a list",
        "durationMissing": "the last element of a list is not like the others",
        "durationTextTooLong": "a sum is compared",
        "guardNameOfStages": "one name is taken only if another part of the plan says so",
        "guardNameTakenByPosition": "names are compared across a list",
        "guardNameTwice": "names are compared across a list",
        "guardStageMissing": "a number is compared with the length of a list",
        "keyTwice": "a schema sees an object with each key once",
        "keyTwiceNested": "a schema sees an object with each key once",
        "noDefaultSource-guard": "the default source is the configuration's",
        "noDefaultSource-stage": "the default source is the configuration's",
        "percentageFalling": "numbers are compared across a list",
        "percentageFourDecimals": "multipleOf 0.001 is computed in binary, where 5 is no multiple of it",
        "percentageNotRising": "numbers are compared across a list",
        "queriesByDefault-stage": "the default source is the configuration's",
        "segmentsChange": "lists are compared across a list",
        "segmentsNarrow": "lists are compared across a list",
        "shareOfValue": "what a source answers with is the configuration's",
        "sourceNoQuery": "what a source answers with is the configuration's",
        "sourceTakesNoQuery": "what a source answers with is the configuration's",
        "sourceUnknown": "the names are the configuration's",
        "startDateNoLeapYear": "a pattern cannot tell leap years",
        "valueMaxBelowMin": "two values are compared",
        "valueOfCounts": "what a source answers with is the configuration's",
        "windowNoZone": "the zones are the machine's",
    ]

    /// Regenerate the file with `rampart schema > plans/_schema/rollout-plan.schema.json`.
    @Test func fileIsTheSchema() throws {
        #expect(try PlanSourceTree.text("plans/_schema/rollout-plan.schema.json") == PlanSchema.json.pretty() + "\n")
    }

    @Test(arguments: try PlanFixture.good + PlanFixture.examples)
    func schemaAcceptsWhatTheLoaderTakes(fixture: PlanFixture) throws {
        let validator = try PlanSchemaValidator(PlanSchema.json)
        #expect(try validator.accepts(try JSON.parse(try fixture.bytes)))
    }

    /// Texts that are no JSON are nothing that a schema could judge.
    @Test(arguments: try PlanFixture.broken.filter { !$0.name.hasPrefix("file") })
    func schemaRefusesWhatItCan(fixture: PlanFixture) throws {
        let json = try JSON.parse(try fixture.bytes, limits: JSONLimits(duplicates: .keep))
        let validator = try PlanSchemaValidator(PlanSchema.json)
        let reason = Self.inexpressible[fixture.name]
        #expect(try validator.accepts(json) == (reason != nil), "\(reason ?? "a schema can say this")")
    }

    @Test func inexpressibleFaultsHaveFixtures() throws {
        let names = Set(try PlanFixture.broken.map(\.name))
        #expect(names.isSuperset(of: Self.inexpressible.keys))
    }

    @Test(
        arguments: [
            ("", PlanReader.keys), ("/$defs/stage", StageReader.keys), ("/$defs/guard", GuardReader.keys),
            ("/$defs/metric", MetricReader.keys), ("/properties/window", WindowReader.keys),
        ] as [(String, [String])]
    )
    func schemaNamesTheKeysOfTheLoader(pointer: String, keys: [String]) throws {
        let object = PlanSchema.json.at(pointer: try JSONPointer(pointer))
        #expect(Set(object?["properties"]?.members?.map(\.name) ?? []) == Set(keys))
        #expect(object?["additionalProperties"] == false)
    }

    /// A plan with every default of the schema written out is the plan without them.
    @Test func defaultsAreTheLoaders() throws {
        let short: JSON = [
            "flagKey": "checkout",
            "stages": [["percentage": 5, "duration": "1h"], ["percentage": 100]],
            "guards": [
                ["name": "errors", "maxErrorRate": 0.02],
                ["name": "load", "max": 1, "metric": ["source": "latency"]],
            ],
        ]
        let long: JSON = [
            "flagKey": "checkout",
            "stages": [
                try filled(["percentage": 5, "duration": "1h"], from: "/$defs/stage"),
                try filled(["percentage": 100], from: "/$defs/stage"),
            ],
            "guards": [
                try filled(
                    ["name": "errors", "maxErrorRate": 0.02, "metric": try filled([:], from: "/$defs/metric")],
                    from: "/$defs/guard",
                    except: ["minReadings"]
                ),
                try filled(
                    ["name": "load", "max": 1, "metric": ["source": "latency"], "failureLimit": 0],
                    from: "/$defs/guard",
                    except: ["pass", "eventsPerUser"]
                ),
            ],
            "noData": try filled([:], from: "/$defs/noData"),
            "lifecycle": try filled([:], from: "/properties/lifecycle"),
        ]
        let filledLong = try filled(long, from: "")
        let read = [short, filledLong].map { PlanReader.read(Array($0.text.utf8), context: PlanFixture.context) }
        #expect(filledLong.members?.count == 14)
        #expect(read[1].lines == [])
        #expect(read[0].plan != nil)
        #expect(read[0].plan == read[1].plan)
        #expect(try filled([:], from: "/properties/window") == ["from": "00:00", "to": "24:00", "timeZone": "UTC"])
    }

    /// `json` with the defaults that the schema at `pointer` has for its missing members.
    private func filled(_ json: JSON, from pointer: String, except others: Set<String> = []) throws -> JSON {
        let properties = PlanSchema.json.at(pointer: try JSONPointer(pointer + "/properties"))?.members ?? []
        var members = json.members ?? []
        for property in properties where json[property.name] == nil && !others.contains(property.name) {
            guard let value = property.value["default"] else { continue }
            members.append(JSON.Member(name: property.name, value: value))
        }
        return JSON(.object(members))
    }
}
