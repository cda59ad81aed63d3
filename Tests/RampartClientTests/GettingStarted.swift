import Hummingbird
import Logging
import RampartClient
import RampartHummingbird
import ServiceLifecycle
import UnixSignals

// The code of the page `GettingStarted` and of README, which a test holds against both, line by line.

enum GettingStarted {
    static func run(_ shop: any Service) async throws {
        var options = FlagClientOptions()
        options.snapshotFile = "/var/lib/shop/flags.snapshot"
        let flags = try FlagClient(redis: "redis://127.0.0.1:6379/0", options: options)

        let group = ServiceGroup(services: [flags, shop], gracefulShutdownSignals: [.sigterm], logger: options.logger)
        try await group.run()
    }

    static func follow(server token: String) throws -> FlagClient {
        let flags = try FlagClient(server: "https://rampart.example.com", token: token)
        return flags
    }

    static func wait(_ flags: FlagClient, _ logger: Logger) async {
        if await !flags.ready(within: .seconds(5)) {
            logger.warning("No flags yet: defaults are served", metadata: ["fault": "\(flags.state.fault ?? "none")"])
        }
    }

    static func evaluate(_ flags: FlagClient, _ logger: Logger, showNewCart: () -> Void) -> Int {
        let user = EvaluationContext(targetingKey: "u-42", attributes: ["tier": "business", "age": 31])
        if flags.boolean("new_cart", default: false, for: user) {
            showNewCart()
        }
        let uploads = flags.integer("upload_limit", default: 10, for: user)

        let details = flags.stringDetails("checkout_button", default: "Buy", for: user)
        if let code = details.errorCode {
            logger.debug("\(code.rawValue): \(details.errorMessage ?? "")")
        }

        flags.exposed(to: "new_cart", for: user)
        return uploads
    }

    static func listen(_ flags: FlagClient, _ logger: Logger) async {
        for await update in flags.updates() {
            logger.info("Flags have changed", metadata: ["flag": "\(update.key ?? "all")"])
        }
    }

    static func router(_ flags: FlagClient) -> Router<ShopContext> {
        let router = Router(context: ShopContext.self)
        router.add(
            middleware: FlagsMiddleware(client: flags) { request, _ in
                EvaluationContext(targetingKey: request.uri.queryParameters["user"].map { String($0) }, attributes: [:])
            }
        )
        router.get("cart") { _, context in
            context.flags?.boolean("new_cart", default: false) == true ? "the new cart" : "the cart"
        }
        return router
    }
}

struct ShopContext: FlagsRequestContext {
    var coreContext: CoreRequestContextStorage
    var flags: PinnedFlags?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
