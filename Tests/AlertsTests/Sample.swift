import Rollouts
import Wire

@testable import Alerts

/// Events as the log holds them.
enum Sample {
    static let context = AlertContext(publicURL: "https://rampart.example.com/")
    static let plan =
        #"{"digest":"d1","revision":1,"owner":"payments","links":{"grafana":"https://grafana.example.com/d/1?a=1&b=2","runbook":"https://wiki.example.com/checkout"}}"#

    /// A rollout's entry; `more` is members such as `"guard":"…"`, with a comma before each.
    static func entry(
        _ kind: String,
        flag: String = "new_checkout_flow",
        actor: String = "controller",
        reason: String = "its time has come",
        from: String = #"{"phase":"progressing","percentage":25,"stage":1}"#,
        to: String = #"{"phase":"progressing","percentage":25,"stage":1}"#,
        orders: String = #"["pause","advance","promote","stepBack","rollback","kill"]"#,
        plan: String = plan,
        more: String = ""
    ) throws -> JSON {
        try JSON.parse(
            #"{"type":"rollout","kind":"\#(kind)","flag":\#(JSON(flag).text),"at":"2026-12-26T11:10:05Z","actor":\#(JSON(actor).text),"reason":\#(JSON(reason).text),"from":\#(from),"to":\#(to),"attempt":1,"entry":"1.2","stageSince":"2026-12-26T09:00:00Z","orders":\#(orders),"plan":\#(plan)\#(more)}"#
        )
    }

    static let breach =
        #"{"guard":"checkout errors","standing":"breached","rule":"limit","figure":0.0307,"limit":0.02,"samples":1204,"failures":37,"logEvidence":6.1,"breachAt":5.298,"message":"3.07 % of 1,204 outcomes failed"}"#
    static let calm =
        #"{"guard":"p95 latency ms","standing":"passed","rule":"value","figure":640,"limit":800,"samples":12,"failures":0,"message":"is 640, must be at most 800"}"#

    static func rollback(
        flag: String = "new_checkout_flow",
        reason: String =
            "checkout errors: 3.07 % of 1,204 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 445 to 1",
        plan: String = plan
    ) throws -> JSON {
        try entry(
            "rollback",
            flag: flag,
            reason: reason,
            to: #"{"phase":"rolledBack","percentage":0,"stage":1}"#,
            orders: #"["restart","kill"]"#,
            plan: plan,
            more: #","guard":"checkout errors","verdicts":[\#(calm),\#(breach)]"#
        )
    }

    static func notice(_ json: JSON) throws -> Notice {
        guard let notice = Notice(json: json) else { throw Unreadable(json: json) }
        return notice
    }

    /// The Slack message of `json`, written down by `MessageText`, and after `=` its plain text.
    static func render(_ json: JSON, context: AlertContext = context) throws -> String {
        let message = SlackMessage.json(for: try notice(json), revision: "1798283405000-0", context: context)
        return MessageText.render(message) + "\n= " + (message["text"]?.string ?? "?")
    }

    struct Unreadable: Error {
        let json: JSON
    }
}
