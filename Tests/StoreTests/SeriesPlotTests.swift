import Rollouts
import Store
import Testing
import Wire

@Suite("Readings as JSON and as a line")
struct SeriesPlotTests {
    typealias Samples = SeriesSamples

    private func plot(
        _ points: [SeriesPoint],
        width: Int = 10,
        seconds: Double = 100,
        measure: SeriesPlot.Measure = .errors,
        limit: Double? = nil
    ) -> SeriesPlot {
        SeriesPlot(
            ReadingSeries(points: points),
            from: Samples.start,
            until: Samples.moment(seconds: seconds),
            width: width,
            measure: measure,
            limit: limit
        )
    }

    @Test("Of counts each column shows what failed within it; a new entry begins at nothing")
    func counts() {
        let points = [
            Samples.counts(5, 100, 0), Samples.counts(15, 200, 8), Samples.counts(25, 200, 8), Samples.trouble(35),
            Samples.counts(55, 300, 12), Samples.counts(65, 100, 2, entry: "1.2"), Samples.counts(100, 200, 3, entry: "1.2"),
        ]
        let drawn = plot(points)
        #expect(drawn.bars == "▁█·! ▅▃  ▂")
        #expect(drawn.scale == "0 % to 8 %")
        #expect(plot(points, limit: 0.16).bars == "▁▅·! ▃▂  ▁")
        #expect(plot(points, limit: 0.16).scale == "0 % to 16 %")
    }

    @Test("Several readings of a column count together, and trouble gives way to a reading")
    func together() {
        let points = [
            Samples.counts(1, 100, 0), Samples.trouble(2), Samples.counts(3, 200, 10), Samples.trouble(4),
            Samples.counts(11, 300, 20),
        ]
        #expect(plot(points).bars == "▅█        ")
        #expect(plot(points, width: 1).bars == "█")
        #expect(plot(points, width: 1).scale == "0 % to 6.67 %")
    }

    @Test("Values span their own range, from nothing where that is near")
    func values() {
        #expect(plot([Samples.value(5, 200), Samples.value(15, 210), Samples.value(95, 207)]).bars == "▁█       ▆")
        #expect(plot([Samples.value(5, 200), Samples.value(15, 210)]).scale == "200 to 210")
        #expect(plot([Samples.value(5, 10), Samples.value(15, 80)]).bars == "▂█        ")
        #expect(plot([Samples.value(5, 10), Samples.value(15, 80)]).scale == "0 to 80")
        #expect(plot([Samples.value(5, -4), Samples.value(15, 4)]).scale == "-4 to 4")
        #expect(plot([Samples.value(5, 7)]).bars == "▁         ")
        #expect(plot([Samples.value(5, 7)]).scale == "7")
    }

    @Test("Conversions are drawn where they are asked for")
    func conversions() {
        let points = [(5.0, 10), (15.0, 40)].map { seconds, converted in
            SeriesPoint(
                at: Samples.moment(seconds: seconds),
                entry: "1.1",
                sample: .counts(ArmCounts(exposures: Int(seconds) * 20, conversions: converted), control: nil)
            )
        }
        #expect(plot(points, measure: .conversions).bars == "▆█        ")
        #expect(plot(points, measure: .conversions).scale == "0 % to 15 %")
    }

    @Test("Nothing, numbers at their ends and widths beyond reason are drawn without a trap")
    func edges() {
        #expect(plot([]).bars == "          " && plot([]).scale.isEmpty)
        #expect(plot([Samples.trouble(5)]).bars == "!         " && plot([Samples.trouble(5)]).scale.isEmpty)
        #expect(plot([], width: .max).bars.count == 500)
        #expect(plot([], width: .min).bars.count == 1)
        #expect(plot([Samples.value(5, -1e38), Samples.value(15, 1e38)]).bars == "▁█        ")
        #expect(plot([Samples.value(5, 3)], limit: .greatestFiniteMagnitude).bars.first == "▁")
        #expect(plot([Samples.value(5, 3)], limit: .nan).scale == "3")
        #expect(plot([Samples.value(0, 1)], seconds: 0).bars == "▁         ")
        #expect(plot([Samples.value(5, 1)], seconds: -10).bars == "          ")
    }

    @Test("A long series is thinned out for the API")
    func thinned() {
        let points = (0..<5000).map { Samples.counts(Double($0) * 15, $0, 0) }
        let few = ReadingSeries(points: points).thinned(most: 500)
        #expect(few.points.count <= 500 && few.points.count > 100 && few.points.last == points.last)
    }

    @Test("The API's JSON")
    func json() {
        let both = SeriesPoint(
            at: Samples.moment(seconds: 15.3),
            entry: "1.1",
            sample: .counts(ArmCounts(exposures: 200, errors: 3, conversions: 9), control: ArmCounts(exposures: 0, errors: 0))
        )
        let json = ReadingSeries.json(
            [
                "latency": ReadingSeries(points: [Samples.value(1, 240.5), Samples.trouble(2, .unreachable)]),
                "errors": ReadingSeries(points: [Samples.counts(0, 0, 0), both]),
            ],
            limits: ["errors": 0.02]
        )
        #expect(
            json.text == """
                {"guards":{"errors":{"points":[{"at":"2026-12-26T09:00:00Z","entry":"1.1","exposures":0,"errors":0},\
                {"at":"2026-12-26T09:00:15.300Z","entry":"1.1","exposures":200,"errors":3,"conversions":9,"rate":0.015,\
                "control":{"exposures":0,"errors":0}}],"limit":0.02},\
                "latency":{"points":[{"at":"2026-12-26T09:00:01Z","entry":"1.1","value":240.5},\
                {"at":"2026-12-26T09:00:02Z","entry":"1.1","trouble":"unreachable"}]}}}
                """
        )
    }
}
