import Testing

@testable import Readings

@Suite struct SourceURLTests {
    @Test(arguments: [
        ("http://h", "http://h", "h"),
        ("HTTPS://H.Example.com:8443/a?b", "https://h.example.com:8443", "h.example.com:8443"),
        ("http://[::1]:9090/", "http://[::1]:9090", "[::1]:9090"),
        ("http://10.0.0.1?x={flag}", "http://10.0.0.1", "10.0.0.1"),
        ("http://a_b:80/{flag}/{params.team}?p={percentage}%20&s={stage}", "http://a_b:80", "a_b:80"),
    ])
    func `A good URL is taken apart`(text: String, origin: String, host: String) {
        var faults: [String] = []
        let url = SourceURL(text, allowsParameters: true, faults: &faults)
        #expect(faults == [])
        #expect(url?.origin == origin)
        #expect(url?.host == host)
    }

    static let bad: [(String, String)] = [
        ("", "must begin with"), ("h/", "must begin with"), ("file:///etc/passwd", "must begin with"),
        ("ftp://h", "must begin with"), ("http:/h", "must begin with"), ("http://", "names no host"),
        ("http:///path", "names no host"), ("http://h:0/", "names no host"), ("http://h:65536/", "names no host"),
        ("http://h:", "names no host"), ("http://h:80:80/", "names no host"), ("http://[::1/", "names no host"),
        ("http://[]/", "names no host"), ("http://ä.example/", "names no host"), ("http://h h/", "names no host"),
        ("http://h\\@evil/", "character \"\\\\\""), ("http://user:pass@h/", "holds credentials"),
        ("http://{flag}.example.com/", "the host is the configuration's alone"),
        ("http://{params.host}/", "the host is the configuration's alone"),
        ("http://h/{flagg}", "unknown variable {flagg}; did you mean 'flag'?"), ("http://h/#top", "fragment"),
        ("http://h/a b", "percent-encode"), ("http://h/\n", "percent-encode"), ("http://h/{", "percent-encode"),
        ("http://h/?q=\"x\"", "percent-encode"), ("http://h/é", "percent-encode"),
    ]

    @Test(arguments: bad)
    func `A bad URL is refused with its reason`(text: String, reason: String) {
        var faults: [String] = []
        #expect(SourceURL(text, allowsParameters: true, faults: &faults) == nil)
        #expect(faults.contains { $0.contains(reason) })
    }

    @Test func `A plan's params have no place where it gives queries`() {
        var faults: [String] = []
        #expect(SourceURL("http://h/{params.x}", allowsParameters: false, faults: &faults) == nil)
        #expect(faults == ["the place {params.x} has no value, since a plan gives queries here, no params; remove it"])
    }

    @Test func `All faults of a URL are told at once`() {
        var faults: [String] = []
        #expect(SourceURL("http://u@h/ #x{y}", allowsParameters: true, faults: &faults) == nil)
        #expect(faults.count == 4)
    }
}
