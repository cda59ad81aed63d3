import Rollouts
import Simulation
import Testing
import Wire

@Suite struct TrafficTextTests {
    @Test(arguments: [("20/s", 20.0), ("500/min", 500.0 / 60), ("3600/h", 1.0), ("86400/d", 1.0), ("0.5/s", 0.5)])
    func readsTraffic(text: String, perSecond: Double) throws {
        #expect(try UserRate(text).perSecond == perSecond)
    }

    @Test(arguments: ["", "500", "500/", "/min", "500/minute", "-1/s", "0/s", "nan/s", "inf/s", "1/2/s", "1e9/s", "many/s"])
    func refusesTraffic(text: String) throws {
        let fault = #expect(throws: SimulationFault.self) { try UserRate(text) }
        #expect(fault?.code == "badTraffic")
        #expect(fault?.description.contains("500/min") == true)
    }

    @Test func readsErrorRates() throws {
        let rates = try ErrorRates(["50%:0.2", "0.01", "25%:0.08"], otherwise: 0.5)
        let shares: [(Int, Double)] = [(5_000, 0.01), (24_999, 0.01), (25_000, 0.08), (49_000, 0.08), (100_000, 0.2)]
        for (thousandths, rate) in shares {
            #expect(rates.rate(at: try #require(Percentage(thousandths: thousandths))) == rate)
        }
        #expect(rates.base == 0.01)
        #expect(try ErrorRates(["25%:0.08"], otherwise: 0.5).base == 0.5)
    }

    @Test(arguments: [
        (["x"], "from 0 to 1"), (["1.5"], "from 0 to 1"), (["-0.1"], "from 0 to 1"), (["25%:"], "from 0 to 1"),
        (["25:0.1"], "before the colon"), (["200%:0.1"], "before the colon"), (["0.1", "0.2"], "25%:0.2"),
        (["5%:0.1", "5%:0.2"], "keep one"), (["1:2:0.3"], "from 0 to 1"),
    ])
    func refusesErrorRates(texts: [String], remedy: String) throws {
        let fault = #expect(throws: SimulationFault.self) { try ErrorRates(texts, otherwise: 0) }
        #expect(fault?.code == "badErrorRate")
        #expect(fault?.description.contains(remedy) == true)
    }

    @Test(arguments: [
        ("{}", "list"), ("[]", "list"), (#"[{"at": 1}]"#, "needs at, exposures and errors"),
        (#"[{"at": 1, "exposures": 2, "errors": 3}]"#, "more errors than exposures"),
        (#"[{"at": 1, "exposures": -2, "errors": 0}]"#, "exposures"),
        (#"[{"at": 1, "exposures": 2, "errors": 0, "guards": "x"}]"#, "did you mean 'guard'"),
        (#"[{"at": 1, "exposures": 2, "errors": 0, "guard": "error"}]"#, "did you mean 'errors'"),
        (#"[{"at": 1, "exposures": 2, "errors": 0, "controlErrors": 0}]"#, "go together"),
        (#"[{"at": 5, "exposures": 2, "errors": 0}, {"at": 4, "exposures": 2, "errors": 0}]"#, "sort them"),
    ])
    func refusesRecordings(text: String, remedy: String) throws {
        let json = try JSON.parse(text)
        let fault = #expect(throws: SimulationFault.self) { try Recording(json: json, guardNames: ["errors"]) }
        #expect(fault?.code == "badRecording")
        #expect(fault?.description.contains(remedy) == true, "\(fault?.description ?? "")")
    }
}
