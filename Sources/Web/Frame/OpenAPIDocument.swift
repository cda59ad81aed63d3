import HTTPTypes
import Wire

/// The OpenAPI 3.1 document of a table of routes. Pure.
struct OpenAPIDocument {
    let routes: [Route]
    let version: String

    /// The whole document.
    var json: JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Rampart", "version": JSON(version),
                "description":
                    "Rollouts, flags and their evaluation. Times are RFC 3339, percentages 0 to 100. An answer that is no success has one shape; under /ofrep it is that of the OpenFeature protocol.",
            ],
            "servers": [["url": "/"]],
            "tags": JSON(tags.map { ["name": JSON($0)] }),
            "paths": .object(paths.map { ($0, item($0)) }),
            "components": [
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]],
                "schemas": ["Fault": Self.fault],
                "responses": ["Fault": ["description": "Why not.", "content": Self.content("application/json", Self.reference)]],
            ],
        ]
    }

    private var tags: [String] { Self.unique(routes.map(\.sheet.tag)) }
    private var paths: [String] { Self.unique(routes.map(\.path)) }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    private func item(_ path: String) -> JSON {
        .object(routes.filter { $0.path == path }.map { ($0.method.rawValue.lowercased(), operation($0)) })
    }

    private func operation(_ route: Route) -> JSON {
        let sheet = route.sheet
        let role = route.access.role
        return .object([
            ("operationId", JSON(sheet.id)), ("tags", [JSON(sheet.tag)]), ("summary", JSON(sheet.summary)),
            ("description", role.map { JSON("Needs a token whose role includes \($0.rawValue).") }),
            ("security", JSON(role == nil ? [] : [["bearer": []]])),
            ("x-role", role.map { JSON($0.rawValue) }),
            ("parameters", parameters(route)),
            (
                "requestBody",
                sheet.body.map { ["required": true, "content": Self.content("application/json", $0)] }
            ),
            ("responses", responses(route)),
        ])
    }

    private func parameters(_ route: Route) -> JSON? {
        let told = Set(route.sheet.parameters.filter { $0.place == .path }.map(\.name))
        let untold = RouteTable.parameters(of: route.path).filter { !told.contains($0) }
            .map { RouteSheet.Parameter(.path, $0, "The \($0)'s key.") }
        let all = untold + route.sheet.parameters
        guard !all.isEmpty else { return nil }
        return JSON(
            all.map { parameter in
                [
                    "name": JSON(parameter.name), "in": JSON(parameter.place.rawValue),
                    "required": JSON(parameter.place == .path), "description": JSON(parameter.description),
                    "schema": parameter.schema,
                ]
            }
        )
    }

    private func responses(_ route: Route) -> JSON {
        let replies = route.sheet.replies.map { reply in
            (
                String(reply.status),
                JSON.object([
                    ("description", JSON(reply.description)),
                    ("content", reply.type.map { Self.content($0, reply.schema ?? [:]) }),
                ])
            )
        }
        return .object(replies + [("default", ["$ref": "#/components/responses/Fault"] as JSON)])
    }

    private static func content(_ type: String, _ schema: JSON) -> JSON { .object([(type, ["schema": schema] as JSON)]) }

    private static let reference: JSON = ["$ref": "#/components/schemas/Fault"]

    private static let fault: JSON = [
        "type": "object", "required": ["error"],
        "properties": [
            "error": [
                "type": "object", "required": ["code", "message"],
                "properties": [
                    "code": ["type": "string", "description": "A stable name, such as flag_not_found."],
                    "message": ["type": "string", "description": "What is wrong and what to do."],
                    "detail": ["type": "object", "description": "More, where there is more."],
                ],
            ]
        ],
    ]
}
