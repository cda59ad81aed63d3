import HTTPTypes
import Hummingbird

/// The opening handshake of a WebSocket (RFC 6455, section 4.2).
enum SocketHandshake {
    private static let salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// Whether `request` asks for a WebSocket.
    static func isAsked(by request: HTTPRequest) -> Bool {
        request.method == .get && names("websocket", request.headerFields[.upgrade])
            && names("upgrade", request.headerFields[.connection])
    }

    /// The headers that grant it.
    ///
    /// - Throws: 400 or 426 where the request is none; 403 to a page of a foreign origin, which no browser would stop.
    static func answer(to call: Call, origins: OriginPolicy) throws(APIFault) -> HTTPFields {
        let request = call.request.head
        if let fault = origins.foreignPage(in: request) { throw fault }
        guard request.headerFields[.secWebSocketVersion] == "13" else {
            throw APIFault(
                .upgradeRequired,
                "websocket_version",
                "this server speaks version 13 of WebSocket; send Sec-WebSocket-Version: 13",
                headers: [.secWebSocketVersion: "13"]
            )
        }
        guard let key = request.headerFields[.secWebSocketKey], isKey(key),
            let accept = Digest.sha1(Array((key + salt).utf8)).map(Digest.base64)
        else {
            throw APIFault(
                .badRequest,
                "websocket_key",
                "Sec-WebSocket-Key is 16 bytes in base64; a library for WebSocket sends it by itself"
            )
        }
        return [.upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: accept]
    }

    /// 22 digits of base64 and what fills them up.
    private static func isKey(_ key: String) -> Bool {
        key.utf8.count == 24 && key.hasSuffix("==")
            && key.utf8.dropLast(2).allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2f: true
                case _: false
                }
            }
    }

    private static func names(_ token: String, _ list: String?) -> Bool {
        (list ?? "").split(separator: ",").contains { $0.filter { $0 != " " && $0 != "\t" }.lowercased() == token }
    }
}
