import Curl
import Testing

/// Who is trusted over TLS.
@Suite struct TLSTests {
    @Test func trustsTheGivenAuthorityOnly() async throws {
        let server = try await TLSServer.start()
        let client = try CurlClient()
        let url = "https://127.0.0.1:\(server.port)/"

        let response = try await client.perform(CurlRequest(url: url, caFile: server.certificate))
        #expect(response.status == 200)

        // Also while a trusted connection to the same host could be reused.
        let untrusted = await #expect(throws: CurlFault.self) { try await client.perform(CurlRequest(url: url)) }
        #expect(untrusted?.code == .tls && untrusted?.isTransient == false)
        #expect(untrusted?.message.contains("127.0.0.1:\(server.port)") == true)

        let otherName = await #expect(throws: CurlFault.self) {
            let url = "https://localhost:\(server.port)/"
            return try await client.perform(CurlRequest(url: url, caFile: server.certificate))
        }
        #expect(otherName?.code == .tls)

        let noFile = await #expect(throws: CurlFault.self) {
            try await client.perform(CurlRequest(url: url, caFile: server.certificate + ".absent"))
        }
        #expect(noFile?.code == .tls)
        await client.shutdown()
        server.stop()
    }
}
