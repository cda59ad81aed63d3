import Testing

@testable import Redis

@Suite struct RedisLocationTests {
    @Test(arguments: [
        ("redis://localhost", RedisLocation(endpoint: .tcp(host: "localhost", port: 6379))),
        ("redis://localhost/", RedisLocation(endpoint: .tcp(host: "localhost", port: 6379))),
        ("redis://h:1/3", RedisLocation(endpoint: .tcp(host: "h", port: 1), database: 3)),
        ("REDISS://h:65535", RedisLocation(endpoint: .tcp(host: "h", port: 65535), usesTLS: true)),
        ("redis://:pw@h", RedisLocation(endpoint: .tcp(host: "h", port: 6379), password: "pw")),
        ("redis://u@h", RedisLocation(endpoint: .tcp(host: "h", port: 6379), user: "u")),
        ("redis://u%40x:p%2Fw%3a@h", RedisLocation(endpoint: .tcp(host: "h", port: 6379), user: "u@x", password: "p/w:")),
        ("redis://u:a:b@c@h", RedisLocation(endpoint: .tcp(host: "h", port: 6379), user: "u", password: "a:b@c")),
        ("redis://[::1]", RedisLocation(endpoint: .tcp(host: "::1", port: 6379))),
        ("redis://[fe80::1]:7000/2", RedisLocation(endpoint: .tcp(host: "fe80::1", port: 7000), database: 2)),
        ("unix:///run/redis.sock", RedisLocation(endpoint: .unix(path: "/run/redis.sock"))),
        ("unix:///run/a%20b.sock?db=4", RedisLocation(endpoint: .unix(path: "/run/a b.sock"), database: 4)),
    ])
    func reads(url: String, location: RedisLocation) throws {
        #expect(try RedisLocation(url: url) == location)
    }

    @Test(arguments: [
        "", "localhost", "http://h", "redis://", "redis://:0", "redis://h:", "redis://h:0", "redis://h:65536", "redis://h:x",
        "redis://h/x", "redis://h/-1", "redis://h/99999999999999999999", "redis://h/1/2", "redis://h?db=1", "redis://%zz@h",
        "redis://%ff@h", "redis://secret%@h", "redis://[::1", "redis://[::1]x", "redis://a:b:c", "redis://h /1", "unix://h/x",
        "unix://", "unix:///x?db=", "unix:///x?database=1", "unix:///x?db=1&db=2",
        "unix:///" + String(repeating: "x", count: 107), "unix:///a%00b",
    ])
    func refuses(url: String) {
        let fault = #expect(throws: RedisFault.self) { try RedisLocation(url: url) }
        #expect(fault?.code == .invalidURL)
        #expect(fault?.message.contains("redis://[user[:password]@]host[:port][/db]") == true)
        #expect(fault?.message.contains("secret") == false)
    }

    @Test func neverShowsThePassword() throws {
        let location = try RedisLocation(url: "rediss://me:hunter2@[::1]:7/5")
        var dumped = ""
        dump(location, to: &dumped)
        var options = RedisOptions(location: location)
        options.password = "hunter2"
        dump(options, to: &dumped)
        let shown = "\(location) \(String(reflecting: location)) \(options) \(String(reflecting: options))" + dumped
        #expect(!shown.contains("hunter2"))
        #expect(location.description == "rediss://me@[::1]:7/5")
    }
}
