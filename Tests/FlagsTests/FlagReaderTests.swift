import Flags
import Testing
import Wire

@Suite("Reading flags")
struct FlagReaderTests {
    /// The example of the page.
    static let page = """
        { "key": "cta_button_test", "enabled": true, "valueType": "object", "rolloutPercentage": 50, "bucketBy": "userId",
          "variants": { "control": {"text": "Learn more"}, "treatment": {"text": "Start"} }, "defaultVariant": "control",
          "distribution": { "control": 50, "treatment": 50 },
          "targeting": [ { "attribute": "tier", "operator": "in", "value": ["professional", "business"], "negate": false } ],
          "segments": ["beta_testers"], "prerequisites": [ { "flag": "new_cart", "variant": "on" } ],
          "clientSide": true, "type": "temporary", "expiresAt": "2027-03-31", "owner": "growth", "description": "…",
          "version": 7, "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-02T00:00:00.500Z", "updatedBy": "ann" }
        """

    private static func read(_ text: String) throws -> FlagReader.Outcome {
        FlagReader.read(try JSON.parse(text, limits: JSONLimits(duplicates: .keep)), rules: keyRules)
    }

    @Test("The example of the page is read whole and written back as it stood")
    func page() throws {
        let outcome = try Self.read(Self.page)
        #expect(outcome.diagnostics.isEmpty)
        let flag = try #require(outcome.flag)
        #expect(flag.json == (try JSON.parse(Self.page)))
        #expect(flag.distribution == [50, 50] && flag.share(of: "treatment") == 50 && flag.share(of: "x") == nil)
    }

    @Test("A key is enough: a boolean, off, at 0 %")
    func leastThereIs() throws {
        let flag = try #require(try Self.read(#"{"key":"f"}"#).flag)
        #expect(flag == Flag(key: "f"))
        #expect(
            flag.json.text
                == #"{"key":"f","enabled":false,"valueType":"boolean","rolloutPercentage":0,"bucketBy":"userId","#
                + #""variants":{"on":true,"off":false},"defaultVariant":"off","targeting":[],"segments":[],"#
                + #""prerequisites":[],"clientSide":false,"type":"temporary","version":0}"#
        )
        #expect(try Self.read(flag.json.text).flag == flag)
    }

    @Test(
        "What is good",
        arguments: [
            #""variants":{"yes":true,"no":false}"#, #""variants":{"on":true,"off":false},"distribution":{"off":10,"on":90}"#,
            #""valueType":"integer","variants":{"a":1,"b":-9223372036854775808},"defaultVariant":"a""#,
            #""valueType":"float","variants":{"a":2.0,"b":20},"defaultVariant":"b""#,
            #""valueType":"string","variants":{"a":"x"},"defaultVariant":"a","distribution":{"a":99.99}"#,
            #""valueType":"string","variants":{"a":"","b":"","c":""},"defaultVariant":"a","distribution":{"c":66.67,"a":33.34}"#,
            #""rolloutPercentage":33.333"#, #""expiresAt":"2027-03-31T09:00:00+01:00","type":"permanent""#,
            #""createdAt":0,"updatedAt":1798275600500"#,
        ]
    )
    func good(members: String) throws {
        let outcome = try Self.read("{\"key\":\"f\",\(members)}")
        #expect(outcome.diagnostics.isEmpty)
        let flag = try #require(outcome.flag)
        #expect(try Self.read(flag.json.text).flag == flag)
    }

    @Test("Shares stand in the order of the variants, however they were written")
    func shareOrder() throws {
        let text =
            #"{"key":"f","valueType":"string","variants":{"a":"","b":"","c":""},"defaultVariant":"a","distribution":{"c":60,"a":40}}"#
        let flag = try #require(try Self.read(text).flag)
        #expect(flag.distribution == [40, 0, 60])
        #expect(flag.json["distribution"]?.text == #"{"a":40,"b":0,"c":60}"#)
    }

    /// Members, the path of the one fault, and a part of its message.
    private static let faults: [(String, String, String)] = [
        (#""enabled":1"#, "enabled", "true or false"),
        (#""enabld":true"#, "enabld", "did you mean 'enabled'"),
        (#""enabled":true,"enabled":true"#, "enabled", "twice"),
        (#""valueType":"bolean""#, "valueType", "did you mean 'boolean'"),
        (#""rolloutPercentage":101"#, "rolloutPercentage", "0 to 100"),
        (#""rolloutPercentage":-1"#, "rolloutPercentage", "0 to 100"),
        (#""rolloutPercentage":"5""#, "rolloutPercentage", "found the string"),
        (#""rolloutPercentage":0.0001"#, "rolloutPercentage", "3 decimals"),
        (#""bucketBy":"""#, "bucketBy", "empty"),
        (#""variants":{"1":true,"no":false}"#, "variants.1", "whole number"),
        (#""variants":{"007":true,"no":false}"#, "variants.007", "whole number"),
        (#""variants":{"":true,"no":false}"#, "variants.", "empty"),
        (#""variants":{"yes":"true","no":false}"#, "variants.yes", "true or false"),
        (#""variants":{"a":true,"b":false,"a":true}"#, "variants.a", "twice"),
        (#""variants":[]"#, "variants", "found a list"),
        (#""variants":{"on":false,"off":false,"x":true}"#, "variants", "'on' must be true"),
        (#""variants":{"no":false}"#, "variants", "no variant is true"),
        (#""variants":{"yes":true}"#, "variants", "no variant is false"),
        (#""defaultVariant":"on""#, "defaultVariant", "kill"),
        (#""defaultVariant":"offf""#, "defaultVariant", "did you mean 'off'"),
        (#""valueType":"string","defaultVariant":"a""#, "variants", "needs variants"),
        (#""valueType":"string","variants":{"a":"x"}"#, "defaultVariant", "is missing"),
        (#""valueType":"integer","variants":{"a":2.0},"defaultVariant":"a""#, "variants.a", "without a fraction"),
        (#""valueType":"integer","variants":{"a":1e3},"defaultVariant":"a""#, "variants.a", "without a fraction"),
        (#""valueType":"integer","variants":{"a":9223372036854775808},"defaultVariant":"a""#, "variants.a", "whole number"),
        (#""valueType":"float","variants":{"a":"1"},"defaultVariant":"a""#, "variants.a", "expected a number"),
        (#""valueType":"float","variants":{"a":1e999},"defaultVariant":"a""#, "variants.a", "expected a number"),
        (#""valueType":"object","variants":{"a":[]},"defaultVariant":"a""#, "variants.a", "an object"),
        (#""valueType":"string","variants":{"a":null},"defaultVariant":"a""#, "variants.a", "a string"),
        (#""distribution":{"on":50,"off":49.9}"#, "distribution", "make 100"),
        (#""distribution":{"on":50,"off":50.02}"#, "distribution", "add up to 100.02"),
        (#""distribution":{"on":100,"offf":0}"#, "distribution.offf", "did you mean 'off'"),
        (#""distribution":{"on":-1,"off":100}"#, "distribution.on", "0 to 100"),
        (#""targeting":{}"#, "targeting", "a list"),
        (#""targeting":[1]"#, "targeting[0]", "an object"),
        (#""targeting":[{"operator":"exists"}]"#, "targeting[0].attribute", "is missing"),
        (#""targeting":[{"attribute":"x"}]"#, "targeting[0].operator", "startsWith"),
        (#""targeting":[{"attribute":"x","operator":"startswith","value":"a"}]"#, "targeting[0].operator", "'startsWith'"),
        (#""targeting":[{"attribute":"","operator":"exists"}]"#, "targeting[0].attribute", "empty"),
        (#""targeting":[{"attribute":"x","operator":"exists","not":true}]"#, "targeting[0].not", "unknown key"),
        (#""targeting":[{"attribute":"x","operator":"exists","value":false}]"#, "targeting[0].value", "negate"),
        (#""targeting":[{"attribute":"x","operator":"equals"}]"#, "targeting[0].value", "is missing"),
        (#""targeting":[{"attribute":"x","operator":"equals","value":null}]"#, "targeting[0].value", "expected a text"),
        (#""targeting":[{"attribute":"x","operator":"in","value":"a"}]"#, "targeting[0].value", "expected a list"),
        (#""targeting":[{"attribute":"x","operator":"in","value":[]}]"#, "targeting[0].value", "empty"),
        (#""targeting":[{"attribute":"x","operator":"in","value":["a",[]]}]"#, "targeting[0].value", "element 1"),
        (#""targeting":[{"attribute":"x","operator":"between","value":[1]}]"#, "targeting[0].value", "two numbers"),
        (#""targeting":[{"attribute":"x","operator":"between","value":[2,1]}]"#, "targeting[0].value", "above the second"),
        (#""targeting":[{"attribute":"x","operator":"between","value":[1,"2"]}]"#, "targeting[0].value", "both"),
        (#""targeting":[{"attribute":"x","operator":"startsWith","value":1}]"#, "targeting[0].value", "expected a text"),
        (#""targeting":[{"attribute":"x","operator":"regex","value":"ab("}]"#, "targeting[0].value", "character 3"),
        (#""targeting":[{"attribute":"x","operator":"before","value":"soon"}]"#, "targeting[0].value", "expected a date"),
        (#""targeting":[{"attribute":"x","operator":"semver","value":">1.2"}]"#, "targeting[0].value", "semver.org"),
        (
            #""targeting":[{"attribute":"x","operator":"semver","value":">1.2.0","ignoreCase":true}]"#, "targeting[0].value",
            "ignoreCase"
        ),
        (#""segments":["a","a"]"#, "segments[1]", "twice"),
        (#""segments":["bad key"]"#, "segments[0]", "no space"),
        (#""segments":[1]"#, "segments[0]", "segment's id"),
        (#""prerequisites":[{"flag":"f","variant":"on"}]"#, "prerequisites[0].flag", "its own"),
        (#""prerequisites":[{"flag":"g"}]"#, "prerequisites[0].variant", "is missing"),
        (#""prerequisites":["g"]"#, "prerequisites[0]", "an object"),
        (#""prerequisites":[{"flag":"bad key","variant":"on"}]"#, "prerequisites[0].flag", "no space"),
        (#""type":"forever""#, "type", "permanent"),
        (#""expiresAt":"2027-02-30""#, "expiresAt", "no date"),
        (#""version":-1"#, "version", "0 or more"),
        (#""createdAt":"today""#, "createdAt", "an instant"),
        (#""owner":null"#, "owner", "found null"),
    ]

    @Test("What is wrong is one fault, with its place", arguments: faults)
    func refused(members: String, path: String, part: String) throws {
        let outcome = try Self.read("{\"key\":\"f\",\(members)}")
        #expect(outcome.flag == nil)
        try #require(outcome.diagnostics.count == 1, "\(outcome.diagnostics)")
        #expect(outcome.diagnostics[0].path == path)
        #expect(outcome.diagnostics[0].message.contains(part), "\(outcome.diagnostics[0].message)")
        #expect(outcome.diagnostics[0].place.line == 1)
    }

    @Test("The key is required and follows its rules", arguments: ["{}", #"{"key":1}"#, #"{"key":"bad key"}"#, "[]"])
    func key(text: String) throws {
        let outcome = try Self.read(text)
        #expect(outcome.flag == nil && outcome.diagnostics.count == 1)
    }

    @Test("Everything wrong is found in one pass, in the order of the text")
    func everything() throws {
        let members = Self.faults.map(\.0).filter { $0.hasPrefix("\"targeting\":[{") }.map { $0.dropFirst(13).dropLast() }
        let outcome = try Self.read("{\"key\":\"f\",\"targeting\":[\(members.joined(separator: ","))],\"owner\":1}")
        #expect(outcome.diagnostics.count == members.count + 1)
        #expect(outcome.diagnostics.map(\.place) == outcome.diagnostics.map(\.place).sorted())
    }

    @Test("Lists have an end", arguments: ["segments", "prerequisites", "targeting"])
    func tooMany(key: String) throws {
        let element = [
            "segments": "\"s%\"", "prerequisites": #"{"flag":"g","variant":"on"}"#,
            "targeting": #"{"attribute":"x","operator":"exists"}"#,
        ]
        let text = try #require(element[key])
        let elements = (0..<101).map { index in
            text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\(index)")
        }
        let outcome = try Self.read("{\"key\":\"f\",\"\(key)\":[\(elements.joined(separator: ","))]}")
        #expect(outcome.diagnostics.map(\.path) == [key])
    }

    @Test("Segments are read and written back; one without rules is refused")
    func segments() throws {
        let text =
            #"{"id":"s","priority":5,"rules":[{"attribute":"x","operator":"equals","value":2.0,"negate":true,"ignoreCase":true}],"owner":"o","description":"d","version":3}"#
        let outcome = SegmentReader.read(try JSON.parse(text), rules: keyRules)
        let segment = try #require(outcome.segment)
        #expect(segment.json.text == text && segment.priority == 5)
        for (text, path) in [
            (#"{"id":"s"}"#, "rules"), (#"{"id":"s","rules":[]}"#, "rules"),
            (#"{"rules":[{"attribute":"x","operator":"exists"}]}"#, "id"),
            (#"{"id":"bad key","rules":[{"attribute":"x","operator":"exists"}]}"#, "id"),
            (#"{"id":"s","priority":0.5,"rules":[{"attribute":"x","operator":"exists"}]}"#, "priority"),
            (#"{"id":"s","rule":[],"rules":[{"attribute":"x","operator":"exists"}]}"#, "rule"), ("[]", ""),
        ] {
            let outcome = SegmentReader.read(try JSON.parse(text), rules: keyRules)
            #expect(outcome.segment == nil && outcome.diagnostics.map(\.path) == [path], "\(text)")
        }
    }
}
