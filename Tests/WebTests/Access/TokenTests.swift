import Testing

@testable import Web

@Suite("Tokens and roles")
struct TokenTests {
    @Test(
        "Who includes whom",
        arguments: [
            (Role.browser, [Role.browser]), (.client, [.browser, .client]), (.viewer, [.viewer]),
            (.operator, [.browser, .client, .viewer, .operator]), (.admin, Role.allCases),
        ]
    )
    func inclusion(role: Role, may: [Role]) {
        for needed in Role.allCases { #expect(role.includes(needed) == may.contains(needed), "\(needed)") }
    }

    @Test("A token is known by its SHA-256, in either case of the digits; nothing near it is")
    func lookup() {
        var book = TokenBook()
        // The digest of "abc", FIPS 180-4.
        let digest = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
        book.add(name: "ci", role: .viewer, sha256: digest)
        #expect(book.bearer(of: "abc") == Bearer(name: "ci", role: .viewer))
        for wrong in ["", "ab", "abcd", "ABC", "abc ", String(repeating: "x", count: 600)] {
            #expect(book.bearer(of: wrong) == nil)
        }
        book.add(name: "ci2", role: .admin, sha256: digest.lowercased())
        #expect(book.bearer(of: "abc")?.name == "ci")
    }

    @Test(
        "Texts that are no digest are not taken",
        arguments: ["", "ab", String(repeating: "g", count: 64), String(repeating: "0", count: 65)]
    )
    func digests(text: String) {
        var book = TokenBook()
        let isAdded = book.add(name: "x", role: .admin, sha256: text)
        #expect(!isAdded)
        #expect(book.isEmpty)
    }

    @Test("Differences at either end and of length are seen")
    func comparison() {
        #expect(Digest.areEqual([1, 2, 3], [1, 2, 3]))
        for other: [UInt8] in [[0, 2, 3], [1, 2, 2], [1, 2], [1, 2, 3, 3], []] { #expect(!Digest.areEqual([1, 2, 3], other)) }
    }

    @Test("A person is named behind the token, printable and at most 100 characters")
    func actor() {
        let ci = Bearer(name: "ci", role: .operator)
        #expect(ci.actor(for: nil) == "ci")
        #expect(ci.actor(for: " ") == "ci")
        #expect(ci.actor(for: "Ann Ö.") == "ci (for Ann Ö.)")
        #expect(ci.actor(for: "a\nb\u{202E}c\u{7}") == "ci (for abc)")
        #expect(ci.actor(for: String(repeating: "x", count: 500)) == "ci (for \(String(repeating: "x", count: 100)))")
    }
}

@Suite("The limit of failures")
struct FailureLimitTests {
    private let start = ContinuousClock.now

    /// What a failure of `address` so many seconds after the start comes to.
    private func wait(_ limit: inout FailureLimit, _ address: String, at seconds: Int) -> Int? {
        limit.failed(address, at: start.advanced(by: .seconds(seconds)))
    }

    @Test("An address is limited after so many failures and told when it may come again; then it may")
    func window() {
        var limit = FailureLimit(most: 3, window: 60, now: start)
        let early = (0..<3).map { wait(&limit, "a", at: $0) }
        #expect(early == [nil, nil, nil])
        let late = [wait(&limit, "a", at: 10), wait(&limit, "b", at: 10)]
        #expect(late == [110, nil])
        let after = [wait(&limit, "a", at: 119), wait(&limit, "a", at: 120)]
        #expect(after == [1, nil])
    }

    @Test("Failures of the window before count until this one ends")
    func sliding() {
        var limit = FailureLimit(most: 3, window: 60, now: start)
        let waits = [50, 59, 61, 62, 120].map { wait(&limit, "a", at: $0) }
        #expect(waits == [nil, nil, nil, 58, nil])
    }

    @Test("However many addresses come, so many are remembered at most, and the newest among them")
    func bounded() {
        var limit = FailureLimit(most: 1, window: 60, mostAddresses: 10, now: start)
        for number in 0..<1000 {
            _ = limit.failed("\(number)", at: start)
            #expect(limit.addresses <= 20)
        }
        let (newest, oldest) = (limit.failed("999", at: start), limit.failed("0", at: start))
        #expect(newest != nil && oldest == nil)
    }

    @Test(
        "The network of an address",
        arguments: [
            ("10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8::6", "2001:db8:0:0"),
            ("::1", "0:0:0:0"), ("::ffff:10.1.2.3", "::ffff:10.1.2.3"), ("fe80::", "fe80:0:0:0"),
        ]
    )
    func network(address: String, network: String) { #expect(CallerContext.network(of: address) == network) }
}
