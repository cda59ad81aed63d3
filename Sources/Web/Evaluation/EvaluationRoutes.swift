import Flags
import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// `/api/feature-flags`: flags evaluated for whoever asks.
package enum EvaluationRoutes {
    static let path = "/api/feature-flags"

    /// The rows.
    ///
    /// - Parameter checks: asks what is checked on the server's side.
    package static func rows(evaluator: FlagEvaluator, checks: any CheckDesk) -> [Route] {
        [
            Route(.get, path, .role(.browser), EvaluationSheets.get) { call in
                let header = call.request.headers[.rampartContext]
                let context = try Context.read(header: header)
                return try list(evaluator, call, context, text: Array((header ?? "").utf8))
            },
            Route(.post, path, .role(.browser), EvaluationSheets.post) { call in
                let body = try await call.body()
                let context = try Call.decode(body, known: ["context"]) { self.context($0) }
                return try list(evaluator, call, context, text: body)
            },
            Route(.get, "\(path)/config", .role(.browser), EvaluationSheets.configuration) { call in
                let published = try evaluator.sheet().publishedFlags
                return Answers.tagged(published.tag, for: call) { published.bytes }
            },
            check(evaluator, checks),
        ]
    }

    /// The context in a body's member of that name.
    static func context(_ fields: Fields) -> Context? {
        guard let json = fields["context"] else {
            fields.error("context", "is missing; send {} for nobody in particular")
            return nil
        }
        do throws(Context.Fault) {
            return try Context(json)
        } catch {
            fields.error("context", error.message)
            return nil
        }
    }

    private static func list(
        _ evaluator: FlagEvaluator,
        _ call: Call,
        _ context: Context,
        text: [UInt8]
    ) throws(APIFault) -> Response {
        let isDetailed = try call.integer("detail", in: 0...1, otherwise: 0) == 1
        let sheet = try evaluator.sheet()
        let tag = EvaluationTag.of(sheet, for: call.bearer, form: isDetailed ? "detail" : "list", context: text)
        return Answers.tagged(tag, for: call, vary: "Authorization, X-API-Key, X-Rampart-Context") {
            evaluator.list(sheet, context, for: call.bearer, head: "{", tail: "}\n") { flag, evaluation, buffer in
                if isDetailed {
                    flag.writeDetail(evaluation, to: &buffer)
                } else {
                    flag.writeMember(evaluation, to: &buffer)
                }
            }
        }
    }

    // MARK: - Checks

    /// The most checks in one request.
    static let mostChecks = 16

    private static func check(_ evaluator: FlagEvaluator, _ checks: any CheckDesk) -> Route {
        let known = checks.names
        return Route(.post, "\(path)/{key}/check", .role(.browser), EvaluationSheets.check) { call in
            let wish = try Call.decode(await call.body(), known: ["context", "checks"]) { self.wish($0, known: known) }
            let key = call["key"]
            guard let (flag, evaluation) = try evaluator.evaluate(key, wish.context, for: call.bearer) else {
                throw APIFault(.notFound, "flag_not_found", "there is no flag \(key.quoted)")
            }
            let checked = CheckedEvaluation(evaluation, checks: wish.checks)
            let settled = checked.settled(await answers(checked.needed, of: checks, flag: key, context: wish.json))
            evaluator.count(settled, of: flag)
            return Answers.json(EvaluationAnswer(settled).explained)
        }
    }

    private static func wish(_ fields: Fields, known: [String]) -> (context: Context, json: JSON, checks: [String])? {
        let context = self.context(fields)
        let wanted = fields.list("checks") ?? []
        if wanted.count > mostChecks { fields.error("checks", "has \(wanted.count) checks; the most is \(mostChecks)") }
        let names = wanted.prefix(mostChecks).compactMap { path, json -> String? in
            guard let name = json.string else {
                fields.findings.error(path, at: json.place, "expected a check's name, found \(json.phrase)")
                return nil
            }
            guard known.contains(name) else {
                let guess = Suggestion.phrase(for: name, among: known)
                let message = "the server has no check \(name.quoted)\(guess); server.checks in its configuration names them"
                fields.findings.error(path, at: json.place, message)
                return nil
            }
            return name
        }
        guard let context, let json = fields["context"] else { return nil }
        return (context, json, names)
    }

    /// Asks all of them at once.
    private static func answers(
        _ names: [String],
        of desk: any CheckDesk,
        flag: String,
        context: JSON
    ) async -> [String: CheckedEvaluation.Answer] {
        await withTaskGroup(of: (String, CheckedEvaluation.Answer).self) { group in
            for name in names {
                group.addTask { (name, await desk.ask(CheckQuestion(check: name, flag: flag, context: context))) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }
}
