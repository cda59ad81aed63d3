import Redis
import Rollouts
import Web
import Wire

/// The effective configuration as JSON, secrets as `•••`.
enum SettingsReport {
    static func json(_ settings: Settings) -> JSON {
        .object([
            ("redis", redis(settings)),
            ("flags", ["reload": JSON(settings.flagsReload.planText)]),
            ("plans", ["directory": JSON(settings.plansDirectory), "rescan": JSON(settings.rescan.planText)]),
            ("defaultSource", settings.defaultSource.map { JSON($0) }),
            ("sources", .object(settings.written.sources.map { ($0.0, masked($0.1)) })),
            ("alerts", .object(settings.written.alerts.map { ($0.0, masked($0.1)) })),
            ("defaultAlerts", JSON(settings.defaultChannels.sorted().map { JSON($0) })),
            (
                "server",
                .object([
                    ("host", JSON(settings.host)), ("port", JSON(settings.port)),
                    ("publicURL", settings.publicURL.map { JSON($0) }),
                    ("origins", JSON(settings.origins.map { JSON($0) })),
                    ("checks", .object(settings.written.checks.map { ($0.0, masked($0.1)) })),
                    ("eventStreams", JSON(settings.eventStreams)),
                    (
                        "tls",
                        settings.tls.map { ["certificateFile": JSON($0.certificateFile), "keyFile": JSON($0.keyFile)] }
                    ),
                    (
                        "tokens",
                        JSON(
                            settings.tokens.map {
                                ["name": JSON($0.name), "role": JSON($0.role.rawValue), "sha256": "•••"]
                            }
                        )
                    ),
                ])
            ),
            ("state", settings.stateDirectory.map { ["directory": JSON($0)] }),
            ("log", ["retention": JSON(settings.logRetention.planText)]),
            ("lease", ["ttl": JSON(settings.leaseTTL.planText)]),
            ("speed", settings.speed == 1 ? nil : JSON(settings.speed)),
        ])
    }

    private static func redis(_ settings: Settings) -> JSON {
        .object([
            ("url", settings.redisURL.map { JSON(withoutPassword($0)) }),
            ("user", settings.redisUser.map { JSON($0) }),
            ("password", settings.redisPassword.map { _ in "•••" }),
            ("caFile", settings.redisTLS.authorityFile.map { JSON($0) }),
            ("certificateFile", settings.redisTLS.certificateFile.map { JSON($0) }),
            ("keyFile", settings.redisTLS.keyFile.map { JSON($0) }),
            ("serverName", settings.redisTLS.serverName.map { JSON($0) }),
            (
                "sentinel",
                settings.redisSentinel.map { sentinel in
                    .object([
                        ("primary", JSON(sentinel.primary)),
                        ("sentinels", JSON(sentinel.sentinels.map { JSON($0.description) })),
                        ("user", sentinel.user.map { JSON($0) }),
                        ("password", settings.sentinelPassword.map { _ in "•••" }),
                    ])
                }
            ),
            ("minReplicaAcks", JSON(settings.minReplicaAcks)),
            ("keyPrefix", JSON(settings.keyPrefix)),
            ("alertAfter", JSON(settings.redisAlertAfter.planText)),
        ])
    }

    /// The written form of a map, references to secrets as `•••`.
    private static func masked(_ json: JSON) -> JSON {
        switch json.value {
        case .object(let members):
            if members.count == 1, let name = members.first?.name, name == "env" || name == "file" { return "•••" }
            return .object(members.map { ($0.name, masked($0.value)) })
        case .array(let elements): return JSON(elements.map { masked($0) })
        case .null, .bool, .number, .string: return json
        }
    }

    private static func withoutPassword(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@"), let scheme = url.range(of: "://") else { return url }
        let user = url[scheme.upperBound..<at].split(separator: ":", omittingEmptySubsequences: false).first ?? ""
        return "\(url[..<scheme.upperBound])\(user):•••\(url[at...])"
    }
}

extension StringProtocol {
    /// Where `other` first stands in the text.
    fileprivate func range(of other: String) -> Range<Index>? { ranges(of: other).first }
}
