import ArgumentParser
import Glibc
import Logging
import Web
import Wire

/// Options that several commands share.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration, a JSON file.", valueName: "file"))
    var config: String?
    @Option(name: .long, help: ArgumentHelp("The plan directory.", valueName: "folder"))
    var plans: String?
    @Option(name: .long, help: ArgumentHelp("The Redis to use: redis://, rediss:// or unix://.", valueName: "url"))
    var redis: String?
    @Option(name: .long, help: ArgumentHelp("The server's port; 0 takes a free one.", valueName: "port"))
    var port: Int?
    @Option(
        name: .long,
        help: ArgumentHelp("Least level of log lines: debug, info, warning, error.", valueName: "level")
    )
    var logLevel: String?
    @Option(name: .long, help: ArgumentHelp("Form of log lines: text or json.", valueName: "format"))
    var logFormat: String?
}

/// Settings, secrets, metrics and logger of a command.
struct Setup {
    let settings: Settings
    let vault: FileVault
    let metrics = MetricsRegistry()
    let logger: Logger

    init(_ common: CommonOptions) throws {
        var options: [String: String] = [:]
        options["plans.directory"] = common.plans
        options["redis.url"] = common.redis
        options["server.port"] = common.port.map { String($0) }
        try self.init(options, config: common.config, logLevel: common.logLevel, logFormat: common.logFormat)
    }

    /// - Parameters:
    ///   - options: settings of the command line, by their names in the file.
    ///   - config: the configuration's file.
    init(
        _ options: [String: String] = [:],
        config: String?,
        logLevel: String? = nil,
        logFormat: String? = nil
    ) throws {
        let environment = Self.environment()
        var layers = SettingsLayers(options: options, environment: environment)
        if let name = config {
            layers.file = (
                name, try Complaint.reading { () throws(FileBytes.Fault) in try FileBytes.read(name, most: 1 << 20) }
            )
        }
        do throws(SettingsFault) {
            settings = try layers.settings()
        } catch {
            throw Complaint(text: error.description, code: 2)
        }
        let level = logLevel ?? environment["RAMPART_LOG_LEVEL"] ?? "info"
        guard let level = Logger.Level(rawValue: level) else {
            throw Complaint.usage("'\(level)' is no log level; use debug, info, warning or error")
        }
        let form = logFormat ?? environment["RAMPART_LOG_FORMAT"] ?? "text"
        guard let format = LineLogHandler.Format(rawValue: form) else {
            throw Complaint.usage("'\(form)' is no log format; use text or json")
        }
        logger = Logger(label: "rampart") { LineLogHandler(label: $0, level: level, format: format) }
        vault = FileVault(environment: environment)
    }

    private static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let line = unsafe String(cString: text)
            if let split = line.firstIndex(of: "=") {
                variables[String(line[..<split])] = String(line[line.index(after: split)...])
            }
            unsafe entry += 1
        }
        return variables
    }
}
