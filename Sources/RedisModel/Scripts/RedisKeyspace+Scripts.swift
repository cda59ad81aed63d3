import Redis

extension RedisKeyspace {
    static let scriptCommands: [CommandSpecification] = [
        CommandSpecification("eval", atLeast: 3, .noScript) { keyspace, call in
            let source = call.arguments[1]
            return keyspace.run(SHA1.hex(source), source, call)
        },
        CommandSpecification("evalsha", atLeast: 3, .noScript) { keyspace, call in
            let digest = Bytes(call.arguments[1].lowercased)
            guard keyspace.loadedScripts.contains(digest) else {
                return .failure("NOSCRIPT No matching script. Please use EVAL.")
            }
            return keyspace.run(digest, nil, call)
        },
        CommandSpecification("script", atLeast: 2, .noScript) { keyspace, call in keyspace.script(call) },
    ]

    private mutating func script(_ call: CommandCall) -> RedisReply {
        let arguments = call.arguments
        switch (Bytes(arguments[1].lowercased).text, arguments.count) {
        case ("load", 3):
            let digest = SHA1.hex(arguments[2])
            if let fault = compile(digest, arguments[2]) { return fault }
            loadedScripts.insert(digest)
            return .bulk(digest.array)
        case ("exists", 3...):
            return .array(
                arguments[2...].map { .integer(loadedScripts.contains(Bytes($0.lowercased)) ? 1 : 0) }
            )
        case ("flush", 2...3):
            if arguments.count == 3, !arguments[2].isWord("sync"), !arguments[2].isWord("async") {
                return .failure("ERR SCRIPT FLUSH only support SYNC|ASYNC option")
            }
            forgetScripts()
            return .ok
        case ("load", _), ("exists", _), ("flush", _): return call.wrongCount(of: arguments[1])
        default: return call.unknownSubcommand
        }
    }

    private mutating func compile(_ digest: Bytes, _ source: [UInt8]) -> RedisReply? {
        guard compiledScripts[digest] == nil else { return nil }
        do throws(LuaSyntaxFault) {
            compiledScripts[digest] = try CompiledScript(source)
            return nil
        } catch {
            return .failure("ERR Error compiling script (new function): user_script:\(error.line): \(error.message)")
        }
    }

    private mutating func run(_ digest: Bytes, _ source: [UInt8]?, _ call: CommandCall) -> RedisReply {
        guard let count = NumberText.integer(call.arguments[2]) else { return .notAnInteger }
        guard count <= call.arguments.count - 3 else {
            return .failure("ERR Number of keys can't be greater than number of args")
        }
        guard count >= 0 else { return .failure("ERR Number of keys can't be negative") }
        if let source {
            if let fault = compile(digest, source) { return fault }
            loadedScripts.insert(digest)
        }
        guard let script = compiledScripts[digest] else { return .failure("NOSCRIPT No matching script. Please use EVAL.") }
        // The run has the data to itself, so that nothing is copied.
        var data = RedisKeyspace()
        swap(&data, &self)
        let run = LuaRun(keyspace: data, now: call.now, steps: data.maxScriptSteps)
        data = RedisKeyspace()
        defer {
            swap(&self, &run.keyspace)
        }
        run.keys = LuaTable(items: call.arguments[3..<3 + count].map { .string(Bytes($0)) })
        run.arguments = LuaTable(items: call.arguments[(3 + count)...].map { .string(Bytes($0)) })
        do throws(LuaFault) {
            let result = try script.code.run(LuaFrame(run, LuaClosure(script.code, []), []))
            return try LuaReply.reply(result.first, run)
        } catch {
            switch error {
            case .raised: return LuaReply.failure(raisedIn: run, digest: digest)
            case .exhausted:
                return .failure("ERR the script took more than \(run.keyspace.maxScriptSteps) steps: the model ended it")
            }
        }
    }
}
