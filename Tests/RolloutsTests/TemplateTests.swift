import Rollouts
import Testing

struct TemplateTests {
    @Test(
        arguments: [
            ("", []), ("plain", [.text("plain")]), ("{flag}", [.variable("flag")]),
            ("a{flag}b", [.text("a"), .variable("flag"), .text("b")]),
            ("{since}{until}", [.variable("since"), .variable("until")]),
            ("{params.team-1_x}", [.variable("params.team-1_x")]),
            ("up{job=\"x\"}", [.text("up{job=\"x\"}")]),
            ("up{flag=\"{flag}\"}", [.text("up{flag=\""), .variable("flag"), .text("\"}")]),
            ("{{flag}}", [.text("{"), .variable("flag"), .text("}")]), ("up{}", [.text("up{}")]),
            ("a=~\"x{2,3}y{4}\"", [.text("a=~\"x{2,3}y{4}\"")]), ("{ flag }", [.text("{ flag }")]),
            ("{flag", [.text("{flag")]), ("flag}", [.text("flag}")]), ("{", [.text("{")]),
            ("{größe}", [.text("{größe}")]), ("{.a}", [.text("{.a}")]),
        ] as [(String, [Template.Part])]
    )
    func parts(text: String, parts: [Template.Part]) {
        let template = Template(text)
        #expect(template.parts == parts)
        #expect(template.source == text)
        #expect(template.filled { "{\($0)}" } == text)
    }

    @Test func variablesAreFilledInOnce() {
        let template = Template("sum(x{flag=\"{flag}\"}[{elapsed}s]) {entry}")
        let values = ["flag": "a{elapsed}b", "elapsed": "60"]
        #expect(template.filled { values[$0] } == "sum(x{flag=\"a{elapsed}b\"}[60s]) ")
    }

    @Test func unknownVariables() {
        let template = Template("{flag}{flg}{params.team}{flg}")
        #expect(template.unknownVariables() == ["flg", "params.team", "flg"])
        #expect(template.unknownVariables(allowsParameters: true) == ["flg", "flg"])
        #expect(template.unknownVariables(known: ["flg", "params.team"]) == ["flag"])
    }

    @Test(arguments: Template.variables)
    func documentedVariableIsKnown(name: String) {
        #expect(Template("{\(name)}").parts == [.variable(name)])
        #expect(Template("{\(name)}").unknownVariables().isEmpty)
    }
}
