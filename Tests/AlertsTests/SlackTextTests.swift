import Testing

@testable import Alerts

@Suite struct SlackTextTests {
    @Test(arguments: [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<!here|x> & <@U123>", "&lt;!here|x&gt; &amp; &lt;@U123&gt;"),
        ("<https://evil.example.com|our runbook>", "&lt;https://evil.example.com|our runbook&gt;"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("hey @channel, @HERE and @everyone", "hey @\u{200B}channel, @\u{200B}HERE and @\u{200B}everyone"),
        ("anna@example.com", "anna@example.com"),
        ("`rm -rf /`", "'rm -rf /'"),
        ("one\r\n*Next:*\ttwo\u{2028}three\u{0}", "one *Next:* two three "),
        ("  a   b", "a b"),
        ("\u{202E}gnp\u{2066}.x", "gnp.x"),
        ("Größe 😀", "Größe 😀"),
        ("", ""),
    ])
    func nothingFromOutsideActs(outside: String, safe: String) {
        #expect(SlackText.escaped(outside, most: 1000) == safe)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("abc<", 6, "abc…"), ("ab<", 6, "ab&lt;"),
        ("a<b<", 6, "a&lt;…"),
        ("abcd😀", 6, "abcd😀"), ("abcde😀", 6, "abcde…"), ("abcd😀x", 6, "abcd…"), ("&&", 6, "&amp;…"), ("a", 0, "…"),
    ])
    func cutsBetweenScalarsAndEntities(text: String, most: Int, cut: String) {
        #expect(SlackText.escaped(text, most: most) == cut)
    }

    @Test(arguments: ["<", "&", "@channel", "\n", "😀", "\u{202E}", "e\u{301}"])
    func neverLongerThanAsked(unit: String) {
        let text = String(repeating: unit, count: 5000)
        for most in [1, 2, 7, 150, 3000] {
            let safe = SlackText.escaped(text, most: most)
            #expect(safe.utf16.count <= most)
            #expect(!safe.contains("<") && !safe.contains("&…") && !safe.contains("&a…"))
        }
    }
}
