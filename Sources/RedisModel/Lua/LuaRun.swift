/// One run of a script: the data that it works on, its bounds, and where it stands.
final class LuaRun {
    /// The data, for the time of the run.
    var keyspace: RedisKeyspace
    /// Milliseconds since 1970: time stands still in a script.
    let now: Int
    /// What was raised last.
    var raised = LuaValue.none
    /// The line of the last call, from 1.
    var line = 1
    /// The lines from which the functions that run now were called.
    var callers: [Int] = []
    /// What is left; a script that does not end must end all the same.
    private(set) var steps: Int
    var keys = LuaTable()
    var arguments = LuaTable()
    /// The settings of each `cjson.new()`; the first are the shared ones.
    var codecs = [JSONCodec()]
    /// Where each `gmatch` stands.
    var scans: [LuaPatterns.Scan] = []
    private var libraries: [Bytes: LuaTable] = [:]

    /// Calls within calls, at most; Lua's own bound for calls through C.
    static let maxDepth = 195

    init(keyspace: consuming RedisKeyspace, now: Int, steps: Int) {
        self.keyspace = keyspace
        self.now = now
        self.steps = steps
    }

    /// Takes steps off.
    func spend(_ count: Int = 1) throws(LuaFault) {
        steps -= count
        if steps < 0 { throw .exhausted }
    }

    /// Raises a message with the place where the script stands; what C calls has none.
    func fault(_ message: String, line: Int? = nil) -> LuaFault {
        if let line, line > 0 { self.line = line }
        let line = line ?? self.line
        return raise(.text(line > 0 ? "user_script:\(line): \(message)" : message))
    }

    /// Raises a value as it is.
    func raise(_ value: LuaValue) -> LuaFault {
        raised = value
        return .raised
    }

    /// Calls a function value.
    func call(_ function: LuaValue, _ arguments: [LuaValue], line: Int) throws(LuaFault) -> LuaResult {
        switch function {
        case .native(let native):
            self.line = line
            try spend()
            return try native.body(self, arguments)
        case .closure(let closure): return try enter(closure, arguments, line: line)
        default: throw fault("attempt to call a \(function.kind) value", line: line)
        }
    }

    private func enter(_ closure: LuaClosure, _ arguments: [LuaValue], line: Int) throws(LuaFault) -> LuaResult {
        try spend()
        guard callers.count < Self.maxDepth else { throw fault("stack overflow", line: line) }
        callers.append(line)
        defer { callers.removeLast() }
        let frame = LuaFrame(self, closure, arguments)
        return try closure.code.run(frame)
    }

    /// A table of the library, made at its first use.
    func library(_ name: Bytes) -> LuaTable? {
        if let table = libraries[name] { return table }
        guard let table = LuaLibrary.table(name) else { return nil }
        libraries[name] = table
        return table
    }
}

/// The variables of one call.
final class LuaFrame {
    let run: LuaRun
    var locals: [LuaValue]
    /// Those of the locals that functions within share, at the same places.
    var cells: [LuaCell?] = []
    let upvalues: [LuaCell]
    let more: [LuaValue]

    init(_ run: LuaRun, _ closure: LuaClosure, _ arguments: [LuaValue]) {
        let code = closure.code
        self.run = run
        upvalues = closure.cells
        more = code.takesMore && arguments.count > code.parameters.count ? Array(arguments[code.parameters.count...]) : []
        locals = []
        locals.reserveCapacity(code.places)
        for index in 0..<code.places {
            locals.append(index < code.parameters.count && index < arguments.count ? arguments[index] : .none)
        }
        guard code.hasCells else { return }
        cells = [LuaCell?](repeating: nil, count: code.places)
        for (index, isCaptured) in code.parameters.enumerated() where isCaptured { cells[index] = LuaCell(locals[index]) }
    }

    /// Gives a local its first value.
    func declare(_ place: Int, isCaptured: Bool, _ value: LuaValue) {
        if isCaptured { cells[place] = LuaCell(value) } else { locals[place] = value }
    }
}

/// A function made ready to run.
struct LuaCode: Sendable {
    /// For each parameter, whether a function within uses it.
    let parameters: [Bool]
    let takesMore: Bool
    let places: Int
    let hasCells: Bool
    let captures: [LuaCapture]
    let run: @Sendable (LuaFrame) throws(LuaFault) -> LuaResult
}
