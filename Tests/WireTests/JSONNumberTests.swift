import Testing
import Wire

struct JSONNumberTests {
    @Test(arguments: [
        ("20", 20), ("2.0", 2), ("1e3", 1000), ("-0", 0), ("-7", -7), ("0.0e999999999999", 0), ("1.5e1", 15),
        ("150e-1", 15), ("100000000000000000000e-20", 1), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ("922337203685477580.7e1", .max), ("1e18", 1_000_000_000_000_000_000), ("0.000000000000000000000007e24", 7),
        ("1.00000000000000000000000000000000000", 1), ("9223372036854775807.000", .max), ("10.00e-1", 1),
        ("4611686018427387904", 1 << 62),
    ])
    func wholeValueThatFits(text: String, value: Int) {
        #expect(number(text).text == text)
        #expect(number(text).integer == value)
    }

    @Test(arguments: [
        "2.5", "1e-1", "15e-2", "9223372036854775808", "-9223372036854775809", "1e19", "1e999999999999999999999",
        "1e-999999999999999999999", "10000000000000000000", "99999999999999999999", "0.1000000000000000000000000001e1",
        "1.00000000000000000000000000000000000001", "10000000000000000000000000000001e-31", "-1e19",
    ])
    func noWholeValue(text: String) {
        #expect(number(text).text == text)
        #expect(number(text).integer == nil)
    }

    @Test(arguments: [
        ("0.1", 0.1), ("1e308", 1e308), ("-2.50", -2.5), ("1e-999999", 0),
        ("1.7976931348623157e308", .greatestFiniteMagnitude),
        ("9007199254740993", 9_007_199_254_740_992), ("5e-324", .leastNonzeroMagnitude),
    ])
    func double(text: String, value: Double) {
        #expect(number(text).double == value)
    }

    @Test(arguments: ["1e309", "-1e309", "1e999999999999999999999"])
    func doubleBeyondRange(text: String) {
        #expect(number(text).text == text)
        #expect(number(text).double == nil)
    }

    @Test func builtNumbersHaveTheirShortText() {
        #expect(JSONNumber(-5).text == "-5")
        #expect(JSONNumber(0.1)?.text == "0.1")
        #expect(JSONNumber(2.0)?.text == "2.0")
        #expect(JSONNumber(1e100)?.text == "1e+100")
    }
}
