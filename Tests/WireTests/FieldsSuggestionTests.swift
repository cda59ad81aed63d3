import Testing
import Wire

struct FieldsSuggestionTests {
    static let known = ["percentage", "duration", "segments", "minSuccessRate", "minSamples", "min", "max"]

    @Test(arguments: [
        ("minSuccesRate", "minSuccessRate"), ("minsuccessrate", "minSuccessRate"), ("MINSAMPLES", "minSamples"),
        ("percent", ""), ("percentag", "percentage"), ("duratoin", "duration"), ("segment", "segments"), ("mix", "min"),
        ("mni", "min"), ("mxa", "max"), ("x", ""), ("", ""), ("xyz", ""), ("approval", ""),
        (String(repeating: "a", count: 65), ""),
    ])
    func nearestName(name: String, meant: String) {
        let phrase = meant.isEmpty ? "" : "; did you mean '\(meant)'?"
        #expect(Suggestion.phrase(for: name, among: Self.known) == phrase)
    }

    @Test func nothingIsKnown() {
        #expect(Suggestion.phrase(for: "name", among: [String]()) == "")
    }
}
