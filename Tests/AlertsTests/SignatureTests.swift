import Rollouts
import Testing
import Wire

@testable import Alerts

@Suite struct SignatureTests {
    private static func bytes(_ byte: UInt8, _ count: Int) -> [UInt8] { Array(repeating: byte, count: count) }

    /// RFC 4231, test cases 1, 2, 3, 6 and 7.
    @Test(arguments: [
        (bytes(0x0b, 20), Array("Hi There".utf8), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (bytes(0xaa, 20), bytes(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            bytes(0xaa, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            bytes(0xaa, 131),
            Array(
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
                    .utf8
            ), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func vectors(key: [UInt8], message: [UInt8], code: String) throws {
        #expect(Hexadecimal.lower(try #require(Signature.hmac(message, key: key))) == code)
    }

    @Test func anEmptySecretSignsNothing() {
        #expect(Signature.hmac([1], key: []) == nil)
        let notice = Notice.planMended(file: "a.json")
        let now = Moment(milliseconds: 1_798_283_405_999)
        #expect(WebhookMessage(notice, revision: "1-0", secret: Secret(""), context: Sample.context, now: now) == nil)
    }

    /// The code was computed by another implementation over the text as it stands here.
    @Test func webhookFormat() throws {
        let message = try #require(
            WebhookMessage(
                .planMended(file: "plans/a.json"),
                revision: "1798283405000-0",
                secret: Secret("s3cret"),
                context: Sample.context,
                now: Moment(milliseconds: 1_798_283_405_999)
            )
        )
        #expect(
            String(decoding: message.body, as: UTF8.self)
                == #"{"id":"1798283405000-0","sentAt":"2026-12-26T11:10:05.999Z","event":{"type":"plan","state":"mended","file":"plans/a.json"}}"#
        )
        let fields = Dictionary(uniqueKeysWithValues: message.headers.map { ($0.name, $0.value) })
        #expect(
            fields == [
                "Content-Type": "application/json", "X-Rampart-Event-Id": "1798283405000-0",
                "X-Rampart-Timestamp": "1798283405",
                "X-Rampart-Signature": "v1=abd775aa2f9632b71806f7fce9bb6000c7556af5ea47960a05571eb618cd88f0",
            ]
        )
    }

    @Test func aRehearsalIsSaid() throws {
        let message = try #require(
            WebhookMessage(
                .planMended(file: "a"),
                revision: "1-0",
                secret: Secret("s"),
                context: AlertContext(publicURL: nil, rehearsalSpeed: 600),
                now: Moment(milliseconds: 0)
            )
        )
        let body = try JSON.parse(message.body)
        #expect(body["rehearsalSpeed"]?.double == 600)
    }
}
