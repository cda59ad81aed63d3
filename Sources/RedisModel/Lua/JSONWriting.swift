/// `cjson.encode`: writes as that library does.
struct JSONWriting {
    private let codec: JSONCodec
    private let run: LuaRun
    private var text: [UInt8] = []

    /// A value's JSON.
    static func encode(_ value: LuaValue, _ codec: JSONCodec, _ run: LuaRun) throws(LuaFault) -> [UInt8] {
        var writing = JSONWriting(codec: codec, run: run)
        try writing.append(value, depth: 0)
        return writing.text
    }

    private init(codec: JSONCodec, run: LuaRun) {
        self.codec = codec
        self.run = run
    }

    private func refusal(_ value: LuaValue, _ reason: String) -> LuaFault {
        run.fault("Cannot serialise \(value.kind): \(reason)")
    }

    private mutating func append(_ value: LuaValue, depth: Int) throws(LuaFault) {
        try run.spend()
        switch value {
        case .none, .null: text += Array("null".utf8)
        case .boolean(let flag): text += Array((flag ? "true" : "false").utf8)
        case .number(let number): try append(number)
        case .string(let bytes): try append(bytes.array)
        case .table(let table): try append(table, depth: depth + 1)
        case .native, .closure: throw refusal(value, "type not supported")
        }
    }

    private mutating func append(_ number: Double) throws(LuaFault) {
        if !number.isFinite, !codec.writesInvalidNumbers {
            guard codec.writesNull else { throw refusal(.number(number), "must not be NaN or Inf") }
            text += Array("null".utf8)
            return
        }
        text += NumberFormat.general(number, precision: codec.precision)
    }

    private mutating func append(_ bytes: [UInt8]) throws(LuaFault) {
        try run.spend(bytes.count >> 5)
        text.append(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text += [UInt8(ascii: "\\"), byte]
            case 0x08: text += Array("\\b".utf8)
            case 0x09: text += Array("\\t".utf8)
            case 0x0A: text += Array("\\n".utf8)
            case 0x0C: text += Array("\\f".utf8)
            case 0x0D: text += Array("\\r".utf8)
            case 0..<0x20, 0x7F:
                let digits = String(byte, radix: 16)
                text += Array("\\u00\(digits.count < 2 ? "0" : "")\(digits)".utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ table: LuaTable, depth: Int) throws(LuaFault) {
        guard depth <= min(codec.writeDepth, 1000) else { throw run.fault("Cannot serialise, excessive nesting (\(depth))") }
        if let length = try listLength(table), length > 0 {
            text.append(UInt8(ascii: "["))
            for index in 1...length {
                if index > 1 { text.append(UInt8(ascii: ",")) }
                try append(table[index], depth: depth)
            }
            text.append(UInt8(ascii: "]"))
            return
        }
        text.append(UInt8(ascii: "{"))
        var position = 0
        while let pair = table.pair(from: position) {
            if position != 0 { text.append(UInt8(ascii: ",")) }
            switch pair.key {
            case .string(let key): try append(key.array)
            case .number(let key):
                text.append(UInt8(ascii: "\""))
                try append(key)
                text.append(UInt8(ascii: "\""))
            default: throw refusal(pair.key, "table key must be a number or string")
            }
            text.append(UInt8(ascii: ":"))
            try append(pair.value, depth: depth)
            position = pair.next
        }
        text.append(UInt8(ascii: "}"))
    }

    /// The greatest index where all keys are indices; `nil` for an object.
    private func listLength(_ table: LuaTable) throws(LuaFault) -> Int? {
        var (greatest, count) = (0, 0)
        var position = 0
        while let pair = table.pair(from: position) {
            guard case .number(let number) = pair.key, let index = Int(exactly: number), index >= 1 else { return nil }
            greatest = max(greatest, index)
            count += 1
            position = pair.next
        }
        if codec.sparseRatio > 0, greatest > codec.sparseSafe, greatest / codec.sparseRatio > count {
            guard codec.convertsSparse else { throw refusal(.table(table), "excessively sparse array") }
            return nil
        }
        return greatest
    }
}
