import Testing

@testable import Redis

@Suite struct RedisAddressTests {
    @Test(arguments: [
        ("redis-1", "redis-1", 26379), ("redis-1:6380", "redis-1", 6380), ("10.0.0.1:1", "10.0.0.1", 1),
        ("[::1]", "::1", 26379), ("[fe80::1]:65535", "fe80::1", 65535),
    ])
    func isRead(text: String, host: String, port: Int) throws {
        let address = try RedisAddress(text, defaultPort: 26379)
        #expect(address == RedisAddress(host: host, port: port))
        #expect(try RedisAddress(address.description, defaultPort: 1) == address)
    }

    @Test(arguments: [
        "", ":1", "a:", "a:0", "a:65536", "a:+1", "a:1:2", "a b:1", "user@a:1", "redis://a:1", "[::1", "[::1]x", "[]:1",
    ])
    func isRefused(text: String) {
        #expect(throws: RedisFault.self) { try RedisAddress(text, defaultPort: 26379) }
    }
}
