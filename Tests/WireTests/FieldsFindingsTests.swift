import Testing
import Wire

struct FieldsFindingsTests {
    @Test func findingsComeInTheOrderOfTheFile() {
        let findings = Findings()
        findings.error("b", at: Place(line: 2, column: 1), "late")
        findings.warning("a", at: Place(line: 1, column: 9), "second")
        findings.error("c", at: Place(line: 1, column: 3), "first")
        findings.error("d", at: Place(line: 1, column: 9), "third")
        #expect(findings.inOrder.map(\.message) == ["first", "second", "third", "late"])
        #expect(findings.diagnostics.map(\.message) == ["late", "second", "first", "third"])
    }

    @Test func errorThatIsNotKeptStillCounts() {
        let findings = Findings()
        for _ in 0..<Findings.most { findings.warning("a", at: .none, "dull") }
        #expect(findings.isFull)
        #expect(!findings.hasErrors)
        findings.error("a", at: .none, "wrong")
        #expect(findings.hasErrors)
        #expect(findings.diagnostics.count == Findings.most)
    }

    @Test func diagnosticIsOneLine() {
        let hostile = Diagnostic(
            severity: .error,
            place: Place(line: 3, column: 4),
            path: "a\nb",
            message: "c\r\nd\u{1B}[31m\u{2028}e"
        )
        #expect(hostile.line(file: "f") == "f:3:4: error: a\u{FFFD}b: c\u{FFFD}\u{FFFD}d\u{FFFD}[31m\u{FFFD}e")
        let whole = Diagnostic(severity: .warning, place: .none, path: "", message: "dull")
        #expect(whole.line(file: "f") == "f:1:1: warning: dull")
    }
}
