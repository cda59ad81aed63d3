import Alerts
import Rollouts
import Synchronization
import Wire

/// The receivers of alerts, and how they behave.
final class ChannelSite: Sendable {
    private let troubles = Mutex<[String: ChannelTrouble]>([:])
    private let agenda: Agenda
    private let dice: Dice
    private let chronicle: Chronicle

    init(agenda: Agenda, dice: Dice, chronicle: Chronicle) {
        self.agenda = agenda
        self.dice = dice
        self.chronicle = chronicle
    }

    /// The channels of every run: one hears what is usual, one everything.
    static let channels = [
        ChannelSettings(name: "pager", target: .webhook(url: "https://pager.test", secret: .environment("PAGER"))),
        ChannelSettings(
            name: "archive",
            target: .webhook(url: "https://archive.test", secret: .environment("ARCHIVE")),
            on: Set(AlertTopic.allCases)
        ),
    ]

    /// A channel behaves so from now on; `nil`: as it should.
    func set(_ trouble: ChannelTrouble?, channel: String) { troubles.withLock { $0[channel] = trouble } }

    /// The channel that an address belongs to.
    private static func channel(_ address: Secret) -> String {
        channels.first { $0.target.url == address.reveal() }?.name ?? ""
    }

    /// Sends a message to its channel on behalf of `life`.
    func send(_ request: AlertRequest, by life: Life) async -> AlertReply {
        guard life.isAlive else { return .unreachable("the process has ended") }
        let channel = Self.channel(request.address)
        let id = request.headers.first { $0.name == "X-Rampart-Event-Id" }?.value ?? ""
        let trouble = troubles.withLock { $0[channel] }
        let waiting = Waiting<AlertReply>()
        let (there, back) = dice.with {
            ($0.span(.milliseconds(1) ... .milliseconds(80)), $0.span(.milliseconds(1) ... .milliseconds(80)))
        }
        // What was sent arrives even where the sender has ended meanwhile.
        agenda.after(there) { [self] in
            let (reply, delay, isTaken) = answer(trouble, back)
            if isTaken {
                let isAnswered = delay < .seconds(8)
                chronicle.note(
                    .delivered(
                        DeliveredAlert(channel: channel, id: id, process: life.process, isAnswered: isAnswered)
                    )
                )
            }
            agenda.after(delay) { waiting.settle(reply) }
        }
        let limit = agenda.after(.seconds(8)) { waiting.settle(.unreachable("no answer within 8 s")) }
        let reply = await waiting.value(cancelled: .unreachable("cut off"))
        agenda.cancel(limit)
        return life.isAlive ? reply : .unreachable("the process has ended")
    }

    private func answer(_ trouble: ChannelTrouble?, _ back: Duration) -> (AlertReply, Duration, isTaken: Bool) {
        let ok = AlertReply.answered(status: 200, text: "ok", retryAfter: nil)
        switch trouble {
        case nil: return (ok, back, true)
        case .down: return (.unreachable("connection refused"), back, false)
        case .failing: return (.answered(status: 503, text: "", retryAfter: nil), back, false)
        case .busy: return (.answered(status: 429, text: "", retryAfter: .seconds(20)), back, false)
        case .silent: return (ok, .seconds(30), true)
        case .slow: return (ok, .seconds(5), true)
        }
    }
}

extension ChannelSettings.Target {
    /// The address, where it is no secret.
    var url: String? {
        switch self {
        case .webhook(let url, _): url
        case .slack: nil
        }
    }
}

/// Sends for one life of a process.
struct LifeSender: AlertSender {
    let site: ChannelSite
    let life: Life

    func send(_ request: AlertRequest) async -> AlertReply { await site.send(request, by: life) }
}

/// The secrets of a run: none of them may ever be seen elsewhere.
struct SimulatedVault: SecretVault {
    /// What no text of a run may hold.
    static let mark = "s3cr3t"

    /// Whether `text` holds a secret.
    static func isSeen(in text: some Collection<UInt8>) -> Bool {
        var rest = text[...]
        let pattern = Array(mark.utf8)
        while let first = rest.firstIndex(of: pattern[0]) {
            rest = rest[first...]
            if rest.starts(with: pattern) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    func secret(_ reference: SecretReference) -> Secret? {
        switch reference {
        case .environment(let name): Secret("\(Self.mark)-\(name)")
        case .file: nil
        }
    }
}
