/// The names that one function sees while it is read.
final class LuaScope {
    let body = LuaBody()
    private let parent: LuaScope?
    private var locals: [LuaLocal] = []
    private var blocks: [Int] = []
    private var capturedLocals: [ObjectIdentifier] = []
    /// How many loops are open here.
    var loops = 0

    init(in parent: LuaScope?) { self.parent = parent }

    func openBlock() { blocks.append(locals.count) }

    func closeBlock() {
        guard let count = blocks.popLast() else { return }
        locals.removeSubrange(count...)
    }

    /// A local of this name from here to the end of the block.
    func declare(_ name: Bytes) -> LuaLocal {
        let local = LuaLocal(name, place: locals.count)
        locals.append(local)
        body.places = max(body.places, locals.count)
        return local
    }

    var count: Int { locals.count }

    /// What `name` means here.
    func resolve(_ name: Bytes, line: Int) -> LuaExpression {
        if let local = locals.last(where: { $0.name == name }) { return .local(local) }
        if let index = capture(name) { return .upvalue(index, name: name) }
        return .global(name, line: line)
    }

    private func capture(_ name: Bytes) -> Int? {
        guard let parent else { return nil }
        // Two variables of one name may be captured at different times: each is told by the local that it is.
        if let local = parent.locals.last(where: { $0.name == name }) {
            local.isCaptured = true
            parent.body.hasCells = true
            return note(.local(local.place), ObjectIdentifier(local))
        }
        guard let index = parent.capture(name) else { return nil }
        return note(.upvalue(index), parent.capturedLocals[index])
    }

    private func note(_ capture: LuaCapture, _ identity: ObjectIdentifier) -> Int {
        if let index = capturedLocals.firstIndex(of: identity) { return index }
        capturedLocals.append(identity)
        body.captures.append(capture)
        return body.captures.count - 1
    }
}
