import Wire

/// Reads what a flag can serve: type of value, variants, default and distribution.
struct VariantReader {
    /// The most variants of a flag.
    static let mostVariants = 100
    /// The longest name of a variant, in bytes.
    static let longestName = 200
    /// How far from 100 the shares of a distribution may add up.
    static let tolerance = 0.01

    let findings: Findings

    func read(_ top: Fields, into flag: inout Flag) {
        flag.valueType = top.choice("valueType") ?? .boolean
        let isTypeRead = top["valueType"] == nil || top["valueType"]?.string.flatMap { Flag.ValueType(rawValue: $0) } != nil
        if let fields = top.fields("variants", known: nil) {
            flag.variants = variants(fields, of: isTypeRead ? flag.valueType : nil)
            if fields.names.isEmpty { top.error("variants", "is empty; name at least one variant") }
        } else if flag.valueType != .boolean {
            flag.variants = []
            if top["variants"] == nil {
                top.error("variants", "is missing; a flag of type \(flag.valueType.rawValue) needs variants")
            }
        }
        flag.defaultVariant = defaultVariant(top, flag)
        flag.distribution = distribution(top, flag)
        if flag.valueType == .boolean, isTypeRead { checkBoolean(top, flag) }
    }

    private func variants(_ fields: Fields, of type: Flag.ValueType?) -> [Flag.Variant] {
        let names = fields.names
        if names.count > Self.mostVariants {
            findings.error(fields.path, at: fields.object.place, "has \(names.count) variants; the most is \(Self.mostVariants)")
        }
        return names.prefix(Self.mostVariants).compactMap { name in
            if let fault = Self.fault(inName: name) { fields.error(name, fault) }
            guard let value = fields[name] else { return nil }
            if let type, let expected = Self.fault(value, type) {
                fields.error(name, "expected \(expected), found \(value.phrase)")
            }
            return Flag.Variant(name, value)
        }
    }

    private static func fault(inName name: String) -> String? {
        if name.isEmpty { return "a variant's name is empty; name it" }
        if name.utf8.count > longestName { return "the name has \(name.utf8.count) bytes; the most is \(longestName)" }
        if name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return "the name looks like a whole number, and JavaScript would reorder the variants; write for example 'v\(name)'"
        }
        return nil
    }

    /// What a value of the type should have been, or `nil` where it is one.
    private static func fault(_ value: JSON, _ type: Flag.ValueType) -> String? {
        switch type {
        case .boolean: value.bool == nil ? "true or false" : nil
        case .string: value.string == nil ? "a string" : nil
        case .integer: value.number.flatMap { Int($0.text) } == nil ? "a whole number, written without a fraction" : nil
        case .float: value.double == nil ? "a number" : nil
        case .object: value.members == nil ? "an object" : nil
        }
    }

    private func defaultVariant(_ top: Fields, _ flag: Flag) -> String {
        let names = flag.variants.map(\.name)
        guard top["defaultVariant"] != nil else {
            if flag.valueType == .boolean {
                let isOff = { (variant: Flag.Variant) in variant.value.bool == false }
                let off = flag.variants.first { $0.name == "off" } ?? flag.variants.first(where: isOff)
                return off?.name ?? "off"
            }
            top.error("defaultVariant", "is missing; name the variant for everybody whom the flag does not reach")
            return ""
        }
        guard let name = top.string("defaultVariant") else { return "" }
        if !names.contains(name), !names.isEmpty {
            let guess = Suggestion.phrase(for: name, among: names)
            top.error("defaultVariant", "\(name.quoted) is none of the variants\(guess)")
        }
        return name
    }

    private func distribution(_ top: Fields, _ flag: Flag) -> [Double]? {
        guard let fields = top.fields("distribution", known: nil) else { return nil }
        let names = flag.variants.map(\.name)
        for name in fields.names where !names.contains(name) {
            fields.error(name, "is none of the variants\(Suggestion.phrase(for: name, among: names))")
        }
        // Every share is looked at, so that every fault is reported.
        let shares = names.map { fields.number($0, in: 0...100) ?? (fields[$0] == nil ? 0 : nil) }
        guard !shares.contains(nil), fields.names.allSatisfy({ names.contains($0) }) else { return nil }
        let known = shares.compactMap { $0 }
        let sum = known.reduce(0, +)
        // A hair more than the tolerance, for what adding doubles leaves behind.
        guard abs(sum - 100) <= Self.tolerance + 1e-9 else {
            top.error("distribution", "the shares add up to \(PercentText.text(sum)); they must make 100")
            return nil
        }
        return known
    }

    private func checkBoolean(_ top: Fields, _ flag: Flag) {
        for (name, value) in [("on", true), ("off", false)] {
            guard let variant = flag.variants.first(where: { $0.name == name }), variant.value.bool == !value else { continue }
            top.error("variants", "the variant '\(name)' must be \(value)")
        }
        guard !flag.variants.isEmpty, flag.variants.allSatisfy({ $0.value.bool != nil }) else { return }
        if !flag.variants.contains(where: { $0.value.bool == true }) {
            top.error("variants", "no variant is true; nobody could be served it")
        }
        let off = flag.variants.first { $0.name == flag.defaultVariant }
        if off?.value.bool == true {
            top.error("defaultVariant", "\(flag.defaultVariant.quoted) is true; a kill serves it and would turn the flag on")
        } else if off == nil, top["defaultVariant"] == nil {
            top.error("variants", "no variant is false; a kill would have nothing to serve")
        }
    }
}
