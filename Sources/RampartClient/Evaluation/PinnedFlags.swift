import FlagStore
import Flags

/// The flags as they stood at one moment, for one context: whoever answers a request with it sees no change midway.
///
/// Take a new one for each request, with ``FlagClient/flags(for:)``; one that is kept misses every change, a kill as well.
public struct PinnedFlags: Sendable {
    /// Whom the flags are evaluated for.
    public let context: EvaluationContext
    let board: Board?
    let desk: ExposureDesk

    /// Whether the boolean flag `key` is on.
    public func boolean(_ key: String, default fallback: Bool) -> Bool {
        guard let (evaluation, counter) = found(key), evaluation.valueType == .boolean, evaluation.errorCode == nil else {
            return fallback
        }
        let isOn = evaluation.isOn
        counter?.count(on: isOn, at: .coarse)
        return isOn
    }

    /// What the string flag `key` serves.
    public func string(_ key: String, default fallback: String) -> String { value(key, .string) ?? fallback }

    /// What the integer flag `key` serves.
    public func integer(_ key: String, default fallback: Int) -> Int { value(key, .integer) ?? fallback }

    /// What the float or integer flag `key` serves.
    public func double(_ key: String, default fallback: Double) -> Double { value(key, .double) ?? fallback }

    /// What the object flag `key` serves.
    public func object(_ key: String, default fallback: FlagValue) -> FlagValue { value(key, .object) ?? fallback }

    /// ``boolean(_:default:)`` with how the value came about.
    public func booleanDetails(_ key: String, default fallback: Bool) -> EvaluationDetails<Bool> {
        details(key, fallback, .boolean)
    }

    /// ``string(_:default:)`` with how the value came about.
    public func stringDetails(_ key: String, default fallback: String) -> EvaluationDetails<String> {
        details(key, fallback, .string)
    }

    /// ``integer(_:default:)`` with how the value came about.
    public func integerDetails(_ key: String, default fallback: Int) -> EvaluationDetails<Int> {
        details(key, fallback, .integer)
    }

    /// ``double(_:default:)`` with how the value came about.
    public func doubleDetails(_ key: String, default fallback: Double) -> EvaluationDetails<Double> {
        details(key, fallback, .double)
    }

    /// ``object(_:default:)`` with how the value came about.
    public func objectDetails(_ key: String, default fallback: FlagValue) -> EvaluationDetails<FlagValue> {
        details(key, fallback, .object)
    }

    /// Says that the user has met the feature behind `key`, so that what becomes of it can be counted: call it where the
    /// feature shows, or for the control arm would have shown. Only flags that are being rolled out are counted, and only
    /// users with an id.
    public func exposed(to key: String) {
        guard let (evaluation, _) = found(key) else { return }
        desk.note(evaluation, userId: context.targetingKey)
    }
}

extension PinnedFlags {
    /// One look-up by the key; the handle leads on.
    private func found(_ key: String) -> (evaluation: Evaluation, counter: UsageCounter?)? {
        guard let board, let place = board.places[key] else { return nil }
        return (board.snapshot.evaluate(place.handle, context.context), place.counter)
    }

    /// The value, counted; `nil` where the caller's default is to be served.
    private func value<Value>(_ key: String, _ kind: ValueKind<Value>) -> Value? {
        guard let (evaluation, counter) = found(key), evaluation.errorCode == nil,
            let type = evaluation.valueType, kind.accepts(type), let value = kind.read(evaluation)
        else { return nil }
        counter?.count(on: evaluation.isOn, at: .coarse)
        return value
    }

    private func details<Value>(_ key: String, _ fallback: Value, _ kind: ValueKind<Value>) -> EvaluationDetails<Value> {
        guard let board else { return failed(key, fallback, .providerNotReady, Self.notReady) }
        guard let (evaluation, counter) = found(key), let type = evaluation.valueType else {
            return failed(key, fallback, .flagNotFound, board.origin.unknown(key))
        }
        let metadata = FlagValue(evaluation.metadata).object ?? [:]
        guard kind.accepts(type) else {
            let message = "the flag serves values of type \(type.rawValue), not \(kind.name); ask for that type"
            return failed(key, fallback, .typeMismatch, message, metadata)
        }
        if let code = evaluation.errorCode {
            return failed(key, fallback, EvaluationErrorCode(code), evaluation.details, metadata)
        }
        guard let value = kind.read(evaluation) else {
            let message = "the variant '\(evaluation.variant)' is no value of type \(kind.name); mend the flag"
            return failed(key, fallback, .parseError, message, metadata)
        }
        counter?.count(on: evaluation.isOn, at: .coarse)
        return EvaluationDetails(
            flagKey: key,
            value: value,
            variant: evaluation.variant,
            reason: EvaluationReason(evaluation.reason),
            errorCode: nil,
            errorMessage: nil,
            metadata: metadata
        )
    }

    private func failed<Value>(
        _ key: String,
        _ fallback: Value,
        _ code: EvaluationErrorCode,
        _ message: String,
        _ metadata: [String: FlagValue] = [:]
    ) -> EvaluationDetails<Value> {
        EvaluationDetails(
            flagKey: key,
            value: fallback,
            variant: nil,
            reason: .error,
            errorCode: code,
            errorMessage: message,
            metadata: metadata
        )
    }

    private static let notReady = "no flags have arrived yet; run the client, and wait for ready()"
}
