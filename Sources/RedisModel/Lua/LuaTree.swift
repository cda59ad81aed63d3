/// An expression as it was read, its names resolved.
indirect enum LuaExpression {
    case constant(LuaConstant)
    case varargs
    case local(LuaLocal)
    case upvalue(Int, name: Bytes)
    case global(Bytes, line: Int)
    case index(LuaExpression, LuaExpression, line: Int)
    case call(LuaExpression, [LuaExpression], line: Int)
    case method(LuaExpression, Bytes, [LuaExpression], line: Int)
    case function(LuaBody)
    case unary(LuaUnary, LuaExpression, line: Int)
    case binary(LuaBinary, LuaExpression, LuaExpression, line: Int)
    case and(LuaExpression, LuaExpression)
    case or(LuaExpression, LuaExpression)
    case table([LuaField])
    /// One value of a call or of `...`
    case single(LuaExpression)

    /// Whether it may give any number of values.
    var isMultiple: Bool {
        switch self {
        case .varargs, .call, .method: true
        default: false
        }
    }
}

/// A value that stands in the text.
enum LuaConstant: Sendable {
    case none
    case boolean(Bool)
    case number(Double)
    case string(Bytes)
}

enum LuaUnary { case minus, not, length }

enum LuaBinary { case add, subtract, multiply, divide, modulo, power, concatenate, equal, unequal, less, atMost, more, atLeast }

/// A part of a table's constructor.
enum LuaField {
    case item(LuaExpression)
    case pair(LuaExpression, LuaExpression)
}

/// A statement as it was read.
indirect enum LuaStatement {
    case local([LuaLocal], [LuaExpression])
    case assign([LuaExpression], [LuaExpression])
    case call(LuaExpression)
    case block([LuaStatement])
    case conditional([(LuaExpression, [LuaStatement])], otherwise: [LuaStatement])
    case whileLoop(LuaExpression, [LuaStatement])
    case repeatLoop([LuaStatement], until: LuaExpression)
    case count(LuaLocal, from: LuaExpression, to: LuaExpression, by: LuaExpression?, [LuaStatement], line: Int)
    case each([LuaLocal], [LuaExpression], [LuaStatement], line: Int)
    case localFunction(LuaLocal, LuaBody)
    case giveBack([LuaExpression])
    case leave
}

/// A local variable; a value that a function within uses is kept in a cell of its own.
final class LuaLocal {
    let name: Bytes
    let place: Int
    var isCaptured = false

    init(_ name: Bytes, place: Int) {
        self.name = name
        self.place = place
    }
}

/// Where a function finds a variable of the functions around it.
enum LuaCapture: Sendable {
    /// The maker's own local.
    case local(Int)
    /// A capture of the maker.
    case upvalue(Int)
}

/// A function's text.
final class LuaBody {
    var parameters: [LuaLocal] = []
    var takesMore = false
    var statements: [LuaStatement] = []
    var captures: [LuaCapture] = []
    /// How many locals are alive at once, at most.
    var places = 0
    var hasCells = false
}
