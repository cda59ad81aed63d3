// swift-tools-version: 6.2
import PackageDescription

/// A room of the house: its imports are held against `.ci/floors.txt` as well.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies)
}

/// The tests of a room; process tests need nothing of it but the program and the library.
func tests(_ name: String, _ dependencies: [Target.Dependency], excluding: [String] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, exclude: excluding)
}

func nio(_ product: String) -> Target.Dependency { .product(name: product, package: "swift-nio") }
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")

let package = Package(
    name: "rampart",
    products: [
        .executable(name: "rampart", targets: ["rampart"]),
        .library(name: "RampartClient", targets: ["RampartClient"]),
        // Apart, so that a service without Hummingbird builds none of it.
        .library(name: "RampartHummingbird", targets: ["RampartHummingbird"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPCRE2", providers: [.apt(["libpcre2-dev"])]),
        room("Wire", []),
        room("Evidence", []),
        room("Rollouts", ["Wire", "Evidence", "CCrypto"]),
        room("Flags", ["Wire", "CCrypto", "CPCRE2"]),
        room("Zones", []),
        room("Redis", ["CHiredis", nio("NIOCore"), nio("NIOPosix"), nioSSL, deque, logging]),
        room("Curl", ["CCurl"]),
        room("Store", ["Redis", "Rollouts", "Wire"]),
        room("FlagStore", ["Store", "Redis", "Flags", "Rollouts", "Wire", logging]),
        room("RampartClient", ["FlagStore", "Flags", "Redis", "Curl", "Rollouts", "Wire", lifecycle, logging]),
        room("RampartHummingbird", ["RampartClient", hummingbird]),
        room("Readings", ["Curl", "Rollouts", "Wire", logging, metrics]),
        room("Alerts", ["Curl", "Rollouts", "Wire", "CCrypto", logging, metrics]),
        room("Control", ["Store", "Readings", "Alerts", "Rollouts", "Wire", "Zones", heap, logging, metrics]),
        room(
            "Web",
            [
                "FlagStore", "Flags", "Store", "Rollouts", "Wire", "CCrypto", hummingbird, hummingbirdTLS, nio("NIOCore"),
                nio("NIOHTTP1"), nio("NIOWebSocket"), nioSSL, coreMetrics, logging,
            ]
        ),
        room("RedisModel", ["Redis"]),
        room(
            "Promises",
            [
                "Control", "Alerts", "Readings", "Store", "RedisModel", "Redis", "Rollouts", "Wire", heap, logging, metrics,
            ]
        ),
        room("Simulation", ["Rollouts", "Evidence", "Wire"]),
        room(
            "Command",
            [
                "Control", "Web", "Simulation", "FlagStore", "Store", "Readings", "Alerts", "Rollouts", "Evidence", "Flags",
                "Zones",
                nioSSL, "Redis", "Curl", "Wire", arguments, configuration, lifecycle, unixSignals, hummingbird, logging,
                metrics,
            ]
        ),
        .executableTarget(name: "rampart", dependencies: ["Command"]),
        .executableTarget(name: "rampart-simulation", dependencies: ["Promises", arguments]),
        // Seeded bytes that mean ill, for the tests of every room that reads what others send.
        .target(name: "Hostile", dependencies: ["Wire"], path: "Tests/Hostile"),
        tests("Wire", ["Hostile", "Wire"]),
        tests("Evidence", ["Evidence"]),
        tests("Rollouts", ["Hostile", "Rollouts", "Evidence", "Wire"], excluding: ["Fixtures"]),
        tests("Zones", ["Zones"]),
        tests("Redis", ["Hostile", "Redis", nio("NIOCore"), nio("NIOPosix"), logging]),
        tests("Curl", ["Curl"]),
        tests("Readings", ["Hostile", "Readings", "Curl", "Rollouts", "Wire", logging, coreMetrics]),
        tests("Alerts", ["Alerts", "Curl", "Rollouts", "Wire", logging, coreMetrics]),
        .target(
            name: "Fixture",
            dependencies: ["Control", "Store", "Readings", "Rollouts", "Redis", "Wire", nio("NIOCore"), nio("NIOPosix"), logging],
            path: "Tests/Fixture"
        ),
        tests("Store", ["Fixture", "Store", "Rollouts", "Evidence", "Redis", "Wire", logging]),
        tests(
            "FlagStore",
            ["FlagStore", "Fixture", "RedisModel", "Store", "Flags", "Rollouts", "Redis", "Wire", logging]
        ),
        tests(
            "RampartClient",
            [
                "RampartClient", "RampartHummingbird", "Fixture", "RedisModel", "FlagStore", "Flags", "Store", "Redis", "Rollouts",
                "Curl", "Wire", hummingbird, lifecycle, unixSignals, nio("NIOCore"), logging,
            ]
        ),
        tests("Control", ["Fixture", "Control", "Store", "Readings", "Rollouts", "Redis", "Wire", logging]),
        tests("RedisModel", ["Fixture", "RedisModel", "Store", "Rollouts", "Redis", "Wire"]),
        tests("Promises", ["Promises", "Store", "Readings", "Rollouts", "Wire"]),
        tests("Flags", ["Hostile", "Flags", "Wire"], excluding: ["buckets.txt", "variants.txt"]),
        tests(
            "Web",
            [
                "Web", "Fixture", "Hostile", "FlagStore", "Flags", "Store", "RedisModel", "Redis", "Rollouts", "Wire", "Curl",
                hummingbird, nio("NIOCore"), nio("NIOPosix"), coreMetrics, logging,
            ]
        ),
        tests("Simulation", ["Simulation", "Rollouts", "Evidence", "Wire"]),
        tests(
            "Process",
            ["rampart", "RampartClient", logging],
            excluding: ["OpenFeature/evaluate.py", "OpenFeature/requirements.txt"]
        ),
    ]
)

// The chaos of real processes stays out as well; deploy/chaos builds it.
if Context.environment["RAMPART_CHAOS"] != nil {
    package.targets.append(.executableTarget(name: "chaos", path: "Tests/Chaos"))
}

// Benchmarks stay out of the normal graph; deploy/bench builds them.
if Context.environment["RAMPART_BENCHMARKS"] != nil {
    package.targets += [
        .target(name: "CYardstick", path: "Tests/Benchmarks/CYardstick"),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CYardstick", "RampartClient", "FlagStore", "Fixture", "Control", "Flags", "Store", "Redis",
                "Rollouts", "Wire", logging,
            ],
            path: "Tests/Benchmarks",
            exclude: ["CYardstick"]
        ),
    ]
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
    ]
}
