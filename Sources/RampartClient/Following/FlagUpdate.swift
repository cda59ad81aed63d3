/// Something that changed, once evaluations have it.
public enum FlagUpdate: Sendable, Hashable {
    /// A flag is new, or answers differently: it changed itself, or a segment or flag that it builds on.
    case changed(String)
    /// A flag is gone.
    case removed(String)
    /// Everything may have changed.
    case reset

    /// The flag's key; `nil` for a reset.
    public var key: String? {
        switch self {
        case .changed(let key), .removed(let key): key
        case .reset: nil
        }
    }
}
