import Testing

@testable import Alerts

@Suite struct WebLinkTests {
    @Test(arguments: [
        ("https://wiki.example.com/a?b=1&c=2#d", "<https://wiki.example.com/a?b=1&amp;c=2#d|Runbook>"),
        ("HTTP://wiki.example.com", "<HTTP://wiki.example.com|Runbook>"),
        ("https://x.example.com/a|b>c<d e", "<https://x.example.com/a%7Cb%3Ec%3Cd%20e|Runbook>"),
        ("https://x.example.com/ü\"`\n", "<https://x.example.com/%C3%BC%22%60%0A|Runbook>"),
    ])
    func linksHoldOnlyTheirAddress(address: String, link: String) {
        #expect(WebLink.mrkdwn(address, label: "Runbook") == link)
    }

    @Test(arguments: [
        "", "https://", "javascript:alert(1)", "//x.example.com", "mailto:a@example.com", " https://x.example.com",
        "https://x.example.com/" + String(repeating: "a", count: 1000),
        "https://x.example.com/" + String(repeating: "ü", count: 400),
    ])
    func othersAreNoLinks(address: String) {
        #expect(WebLink.mrkdwn(address, label: "Runbook") == nil)
    }

    @Test func labelsCannotEndTheLink() {
        #expect(WebLink.mrkdwn("https://x.example.com", label: "a|b>c") == "<https://x.example.com|a/b&gt;c>")
    }

    @Test(
        arguments: [
            ("https://r.example.com", "a.b_c-1", "https://r.example.com/flags/a.b_c-1"),
            ("https://r.example.com/rampart//", "a", "https://r.example.com/rampart/flags/a"),
            ("https://r.example.com", "a/../b", nil), ("https://r.example.com", "a|b>", nil),
        ] as [(String, String, String?)]
    )
    func dashboards(publicURL: String, flag: String, address: String?) {
        #expect(WebLink.dashboard(publicURL, flag: flag) == address)
    }
}
