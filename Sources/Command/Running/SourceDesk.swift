import Control
import Curl
import Readings
import Rollouts

/// The configured sources as the controller asks them.
struct SourceDesk: ReadingDesk {
    let sources: MetricSources
    let client: CurlClient
    let defaultSource: String?

    func read(_ question: MetricQuestion) async -> Reading.Outcome {
        guard let source = question.metric.source ?? defaultSource else {
            return .malformed("the guard names no source and the configuration no defaultSource; name one of them")
        }
        return await sources.read(question, from: source)
    }

    func leastInterval(of source: String?) -> Duration? {
        guard let name = source ?? defaultSource, let advice = sources.advice(for: name), advice.isAdaptive else {
            return nil
        }
        return advice.minInterval
    }

    func close() async { await client.shutdown() }
}
