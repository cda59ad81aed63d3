import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("The OpenAPI document")
struct OpenAPITests {
    private struct Operation: Hashable {
        var path: String
        var method: String
    }

    @Test("Every route is in the document, and nothing else")
    func same() async throws {
        let bench = EvaluationBench().door
        let answer = try await bench.send(.get, "/openapi.json")
        #expect(answer.json["openapi"]?.string == "3.1.0")
        #expect(answer.json["info"]?["version"]?.string == "1.2.3")
        var told: Set<Operation> = []
        for path in try #require(answer.json["paths"]?.members) {
            for method in path.value.members ?? [] { told.insert(Operation(path: path.name, method: method.name.uppercased())) }
        }
        let routed = Set(bench.table.routes.map { Operation(path: $0.path, method: $0.method.rawValue) })
        #expect(told == routed)
        #expect(routed.count == bench.table.routes.count)
    }

    @Test("Each operation has a name of its own, a role where it needs one, and every parameter of its path")
    func operations() async throws {
        let bench = EvaluationBench().door
        let document = try await bench.send(.get, "/openapi.json").json
        var names: Set<String> = []
        for route in bench.table.routes {
            let operation = try #require(document["paths"]?[route.path]?[route.method.rawValue.lowercased()])
            let name = try #require(operation["operationId"]?.string)
            #expect(names.insert(name).inserted)
            #expect(operation["summary"]?.string?.hasSuffix(".") == true)
            let role = route.access.role?.rawValue
            #expect(operation["x-role"]?.string == role)
            #expect(operation["security"]?.array?.isEmpty == (role == nil))
            let parameters = (operation["parameters"]?.array ?? []).filter { $0["in"]?.string == "path" }
            #expect(Set(parameters.compactMap { $0["name"]?.string }) == Set(RouteTable.parameters(of: route.path)))
            #expect(parameters.allSatisfy { $0["required"]?.bool == true })
            #expect(operation["responses"]?["default"]?["$ref"]?.string == "#/components/responses/Fault")
        }
    }

    @Test("Every reference leads somewhere")
    func references() async throws {
        let document = try await EvaluationBench().door.send(.get, "/openapi.json").json
        let references = Self.references(document)
        #expect(!references.isEmpty)
        for reference in references {
            #expect(document.at(pointer: try JSONPointer(String(reference.dropFirst()))) != nil, "\(reference)")
        }
    }

    private static func references(_ json: JSON) -> [String] {
        let own = json["$ref"]?.string.map { [$0] } ?? []
        return own + (json.members ?? []).flatMap { references($0.value) } + (json.array ?? []).flatMap { references($0) }
    }
}
