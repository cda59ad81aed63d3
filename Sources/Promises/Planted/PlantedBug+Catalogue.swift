import Alerts
import Control
import Redis

extension PlantedBug {
    /// Every planted bug; each breaks a promise within a few runs.
    package static let catalogue: [PlantedBug] = scripts + controllers + couriers

    /// The bug of this name.
    package static func named(_ name: String) -> PlantedBug? { catalogue.first { $0.name == name } }

    // MARK: - Scripts

    private static func script(_ name: String, _ promise: Int, _ text: String, _ replacement: String = "") -> PlantedBug {
        var bug = PlantedBug()
        bug.name = name
        bug.promise = promise
        let edit = ScriptEdit(text: text, replacement: replacement)
        bug.edit = { edit.edit($0) }
        return bug
    }

    private static let setFlag = "for i = 1, #flagFields, 2 do redis.call('HSET', flag, flagFields[i], flagFields[i + 1]) end"

    private static let scripts = [
        script(
            "commits are not fenced",
            5,
            "if token ~= '' and redis.call('GET', leader) ~= token then return {'lease'} end"
        ),
        script("evidence is not fenced", 5, "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {'lease'} end"),
        script(
            "versions are not compared",
            3,
            "version ~= expected or (redis.call('HGET', rollout, 'revision') or '') ~= base",
            "false"
        ),
        script("the version is not raised", 3, "counted(rollout)\nredis.call", "redis.call"),
        script(
            "a commit is logged twice",
            3,
            "local id = logged(",
            "logged(log, history, kind, key, actor, event)\nlocal id = logged("
        ),
        script("the flag is not written", 2, "redis.call('HSET', flag, flagFields[i], flagFields[i + 1])", "local nothing"),
        script(
            "evaluators are told before the write",
            2,
            setFlag,
            "redis.call('PUBLISH', channel, '{\"flag\":' .. flag_json(key, flag) .. '}')\n\(setFlag)"
        ),
        script("evaluators are not told", 3, "redis.call('PUBLISH', channel,", "tostring("),
        script("a kill leaves the flag on", 2, "'enabled', '0', 'killed', '1'", "'killed', '1'"),
        script("the lease is anybody's", 5, "if held then", "if false then"),
    ]

    // MARK: - Controllers

    private static func bug(_ name: String, _ promise: Int, _ plant: (inout PlantedBug) -> Void) -> PlantedBug {
        var bug = PlantedBug()
        bug.name = name
        bug.promise = promise
        plant(&bug)
        return bug
    }

    private static let controllers = [
        bug("a commit of unknown outcome is repeated", 3) { $0.keeper = { CarelessKeeper($0, .repeatsUnknown) } },
        bug("a lost race is won by force", 2) { $0.keeper = { CarelessKeeper($0, .overwrites) } },
        bug("what Redis forgot is replayed, advances too", 3) { $0.keeper = { CarelessKeeper($0, .replaysAll) } },
        bug("rollouts are forgotten at a takeover", 10) { $0.keeper = { CarelessKeeper($0, .forgetsHistory) } },
        bug("after a takeover every stage is old", 1) { $0.keeper = { CarelessKeeper($0, .forgetsTimes) } },
        bug("what Redis forgot is not written again", 2) { $0.keeper = { CarelessKeeper($0, .believesRedis) } },
        bug("a log that begins anew has no places for channels", 4) { $0.keeper = { CarelessKeeper($0, .placesNothing) } },
        bug("that Redis forgot is not told", 4) { $0.keeper = { CarelessKeeper($0, .hidesLosses) } },
        bug("what is mended is not told", 4) { $0.keeper = { CarelessKeeper($0, .hidesMends) } },
        bug("an outage is taken for harm", 7) { $0.desk = { CarelessDesk($0, .outageIsHarm) } },
        bug("NaN and silence pass", 1) { $0.desk = { CarelessDesk($0, .nothingPasses) } },
        bug("the first answer of an entry stands for ever", 1) { $0.desk = { CarelessDesk($0, .firstAnswerStands) } },
        bug("samples of old entries count", 1) { $0.desk = { CarelessDesk($0, .oldEntriesCount) } },
        bug("durations follow the wall clock", 1) { $0.timepiece = { CarelessClock($0, .followsTheWall) } },
        bug("steps of the clock are not told", 10) { $0.timepiece = { CarelessClock($0, .hidesSteps) } },
        bug("the clock crawls", 6) { $0.timepiece = { CarelessClock($0, .crawls) } },
        bug("one broken plan hides all others", 6) { $0.directory = { CarelessDirectory(base: $0, way: .oneHidesAll) } },
        bug("a broken plan is mended by guessing", 8) { $0.directory = { CarelessDirectory(base: $0, way: .mends) } },
        bug("a secret is logged", 9) { $0.desk = { LeakingDesk(base: $0) } },
    ]

    // MARK: - Couriers

    private static let couriers = [
        bug("alerts are acknowledged before they are sent", 4) { $0.feed = { CarelessFeed(base: $0, way: .acknowledgesFirst) } },
        bug("who stands by delivers too", 4) { $0.everyoneDelivers = true },
        bug("alerts are never acknowledged", 4) { $0.feed = { CarelessFeed(base: $0, way: .neverAcknowledges) } },
        bug("the newest alert goes first", 4) { $0.feed = { CarelessFeed(base: $0, way: .newestFirst) } },
        bug("of several alerts one is sent", 4) { $0.feed = { CarelessFeed(base: $0, way: .dropsTheRest) } },
        bug("alerts under way at a crash are dropped", 4) { bug in
            bug.edit = { arguments in
                guard arguments.first == Array("XREADGROUP".utf8), arguments.last == Array("0".utf8) else { return arguments }
                // Asks for entries after the last that there can be: of those delivered before, none.
                return arguments.dropLast() + [Array("99999999999999-0".utf8)]
            }
        },
    ]
}
