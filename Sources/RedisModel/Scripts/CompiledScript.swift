/// A script made ready to run; all copies of a keyspace share it.
struct CompiledScript: Sendable {
    let code: LuaCode

    /// Reads a script's text.
    init(_ source: [UInt8]) throws(LuaSyntaxFault) { code = LuaCompiler.code(try LuaParser.parse(source)) }
}
