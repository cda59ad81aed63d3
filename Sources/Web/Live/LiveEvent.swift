import Store
import Wire

/// Who is told, and so how much.
enum Audience: Sendable {
    /// Those who may know every flag's name.
    case all
    /// Browsers: the names of flags that they may see, of everything else that something changed.
    case browsers
    /// Clients of the OpenFeature protocol: that they are to evaluate again.
    case evaluators
}

/// Something that listeners are told, in the form for each audience.
struct LiveEvent: Sendable {
    /// Where the log stood; `nil` for what is not of the log.
    let id: Revision?
    /// Tells it from others, so that nobody is told twice.
    let identity: String
    private let all: LiveMessage
    private let browsers: LiveMessage?
    private let evaluators: LiveMessage?

    /// An event; those who have no message of their own are told nothing.
    init(
        id: Revision?,
        identity: String,
        all: LiveMessage,
        browsers: LiveMessage? = nil,
        evaluators: LiveMessage? = nil
    ) {
        self.id = id
        self.identity = identity
        self.all = all
        self.browsers = browsers
        self.evaluators = evaluators
    }

    /// What `audience` is told.
    func message(for audience: Audience) -> LiveMessage? {
        switch audience {
        case .all: all
        case .browsers: browsers
        case .evaluators: evaluators
        }
    }
}
