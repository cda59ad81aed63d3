import Rollouts
import Testing
import Wire

@testable import Readings

@Suite struct SourceSettingsTests {
    @Test func `The example of the configuration is read whole`() throws {
        let source = try settings(
            """
            { "kind": "report", "url": "https://analytics.example.com/api/analytics/flags/{flag}/report?since={since}&until={until}",
              "headers": { "Authorization": { "env": "ANALYTICS_AUTH" }, "X-Team": "growth" },
              "timeout": "20s", "maxConcurrent": 3, "adaptive": true, "minInterval": "500ms", "caFile": "/etc/ca.pem" }
            """
        )
        #expect(source.kind == .report)
        #expect(source.shape == .counts)
        #expect(source.url.host == "analytics.example.com")
        #expect(
            source.headers == [
                .init(name: "Authorization", value: .secret(.environment("ANALYTICS_AUTH"))),
                .init(name: "X-Team", value: .literal("growth")),
            ]
        )
        #expect(source.timeout == .seconds(20))
        #expect(source.maxConcurrent == 3)
        #expect(source.adaptive)
        #expect(source.minInterval == .milliseconds(500))
        #expect(source.caFile == "/etc/ca.pem")
    }

    @Test func `What is left out has its default`() throws {
        let source = try settings(#"{"kind":"prometheus","url":"http://prometheus:9090"}"#)
        #expect(source.form == .prometheus(method: .post))
        #expect(source.headers == [])
        #expect(source.timeout == .seconds(10))
        #expect(source.maxConcurrent == 8)
        #expect(!source.adaptive)
        #expect(source.minInterval == .seconds(1))
        #expect(source.caFile == nil)
    }

    @Test(arguments: [
        (#""total":"/all","error":"/failed""#, PlanContext.SourceShape.counts),
        (#""success":"/ok","error":"/failed","controlSuccess":"/c/ok","controlError":"/c/failed""#, .counts),
        (#""value":"""#, .value),
    ])
    func `A json source answers what its pointers say`(pointers: String, shape: PlanContext.SourceShape) throws {
        #expect(try settings(#"{"kind":"json","url":"http://h/",\#(pointers)}"#).shape == shape)
    }

    @Test func `Queries are a Prometheus server's shape`() throws {
        #expect(try settings(#"{"kind":"prometheus","url":"http://h/sub/","method":"GET"}"#).shape == .queries)
    }

    static let wrong: [(String, [String])] = [
        ("[]", ["1:1: error: sources.a: expected an object, found a list"]),
        (
            "{}",
            [
                "1:1: error: sources.a.kind: is missing; say report, json or prometheus",
                "1:1: error: sources.a.url: is missing; say where the source is",
            ]
        ),
        (
            #"{"kind":"promtheus","url":"http://h","tiemout":"1s"}"#,
            [
                "1:9: error: sources.a.kind: 'promtheus' is none of report, json, prometheus; did you mean 'prometheus'?",
                "1:38: error: sources.a.tiemout: unknown key; did you mean 'timeout'?",
            ]
        ),
        (
            #"{"kind":"report","url":"http://h","method":"GET","total":"/n"}"#,
            [
                "1:44: error: sources.a.method: is not for a report source; remove it",
                "1:58: error: sources.a.total: is not for a report source; remove it",
            ]
        ),
        (
            #"{"kind":"prometheus","url":"http://h/api/v1/query","body":"{}"}"#,
            [
                "1:28: error: sources.a.url: leave /api/v1/query off; it is appended",
                "1:59: error: sources.a.body: is not for a prometheus source; remove it",
            ]
        ),
        (
            #"{"kind":"report","url":"http://h","timeout":"10","maxConcurrent":0,"minInterval":"1ms","adaptive":"no"}"#,
            [
                #"1:45: error: sources.a.timeout: expected a length of time, 100ms to 5m, such as 10s, found the string "10""#,
                "1:66: error: sources.a.maxConcurrent: expected a whole number, 1 to 10000, found 0",
                #"1:82: error: sources.a.minInterval: expected a length of time, 20ms to 1h, such as 10s, found the string "1ms""#,
                #"1:99: error: sources.a.adaptive: expected true or false, found the string "no""#,
            ]
        ),
        (
            #"{"kind":"report","url":"http://h","caFile":"/ca.pem"}"#,
            ["1:44: warning: sources.a.caFile: is of no use: the URL is http, not https"]
        ),
        (
            #"{"kind":"report","url":"https://h","caFile":""}"#,
            ["1:45: error: sources.a.caFile: is empty; name a PEM file or leave it out"]
        ),
    ]

    @Test(arguments: wrong)
    func `Everything wrong is found in one pass, with its place`(json: String, expected: [String]) throws {
        #expect(try faults(json) == expected.map { "f:" + $0 })
    }

    static let headers: [(String, [String])] = [
        (
            #"{"authorization":"Bearer x"}"#,
            [
                "error: sources.a.headers.authorization: is a secret, which never stands in the file itself; "
                    + #"write {"env":"NAME"} or {"file":"/path"}"#
            ]
        ),
        (
            #"{"X-A":"1","x-a":"2","Content-Length":"3","a b":"4"}"#,
            [
                "error: sources.a.headers.x-a: is there already in another spelling; keep one",
                "error: sources.a.headers.Content-Length: follows from the request; remove it",
                "error: sources.a.headers.a b: is no header name; use letters, digits and -",
            ]
        ),
        (
            #"{"X-A":"1\r\nHost: evil"}"#,
            ["error: sources.a.headers.X-A: has a line break or another control character; remove it"]
        ),
        (
            #"{"X-A":{"evn":"A"}}"#,
            [
                #"error: sources.a.headers.X-A: write {"env":"NAME"} or {"file":"/path"}; "#
                    + "a secret never stands in the file itself",
                "error: sources.a.headers.X-A.evn: unknown key; did you mean 'env'?",
            ]
        ),
    ]

    @Test(arguments: headers)
    func `Headers are checked`(headers: String, expected: [String]) throws {
        let found = try faults(#"{"kind":"report","url":"http://h","headers":\#(headers)}"#)
        #expect(found.count == expected.count)
        for (line, expected) in zip(found, expected) { #expect(line.hasSuffix(expected)) }
    }

    static let pointers: [(String, [String])] = [
        ("", ["total: is missing; give total and error, success and error, or value, as JSON Pointers"]),
        (#","total":"/n""#, ["error: is missing; counts need it"]),
        (#","error":"/e""#, ["total: is missing; give total or success"]),
        (#","total":"/n","success":"/s","error":"/e""#, ["success: total is there already; keep one of the two"]),
        (
            #","value":"/v","error":"/e""#,
            ["error: value is there already; a source answers with one value or with counts"]
        ),
        (
            #","total":"n","error":"/~2""#,
            [
                "total: is no JSON Pointer: start the pointer with / or leave it empty",
                "error: is no JSON Pointer: write ~0 for a tilde and ~1 for a slash",
            ]
        ),
        (
            #","total":"/n","error":"/e","controlError":"/c""#,
            ["controlTotal: is missing; give controlTotal or controlSuccess"]
        ),
        (#","value":"/v","body":"{}""#, ["body: a GET has no body; set method to POST or remove it"]),
        (#","value":"/v","method":"PUT""#, ["method: 'PUT' is none of GET, POST"]),
        (
            #","value":"/v","method":"POST","body":"{\"f\":\"{flagg}\"}""#,
            ["body: unknown variable {flagg}; did you mean 'flag'?"]
        ),
        (
            #","value":"/v","method":"POST","body":"{\"f\":{params.f}}""#,
            [
                "body: is not JSON once its places are filled; write it as JSON, with texts in quotes"
            ]
        ),
    ]

    @Test(arguments: pointers)
    func `The figures' places and the body are checked`(members: String, expected: [String]) throws {
        let found = try faults(#"{"kind":"json","url":"http://h"\#(members)}"#)
        #expect(found.count == expected.count)
        for (line, expected) in zip(found, expected) { #expect(line.hasSuffix("error: sources.a." + expected)) }
    }
}
