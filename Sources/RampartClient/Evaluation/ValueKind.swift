import Flags
import Wire

/// A type of value that can be asked for.
struct ValueKind<Value: Sendable>: Sendable {
    /// Its name for messages.
    let name: String
    /// Whether flags of this type serve it.
    let accepts: @Sendable (Flag.ValueType) -> Bool
    /// The value that is served; `nil` where it is none.
    let read: @Sendable (Evaluation) -> Value?
}

extension ValueKind where Value == Bool {
    static let boolean = ValueKind(name: "boolean") {
        $0 == .boolean
    } read: {
        $0.isOn
    }
}

extension ValueKind where Value == String {
    static let string = ValueKind(name: "string") {
        $0 == .string
    } read: {
        $0.value?.string
    }
}

extension ValueKind where Value == Int {
    static let integer = ValueKind(name: "integer") {
        $0 == .integer
    } read: {
        $0.value?.integer
    }
}

extension ValueKind where Value == Double {
    /// Whole numbers are numbers.
    static let double = ValueKind(name: "float") {
        $0 == .float || $0 == .integer
    } read: {
        $0.value?.double
    }
}

extension ValueKind where Value == FlagValue {
    static let object = ValueKind(name: "object") {
        $0 == .object
    } read: {
        $0.value.map { FlagValue($0) }
    }
}
