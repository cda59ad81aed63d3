package import HTTPTypes
package import Hummingbird
package import Wire

/// One row of the table of routes: the router, the roles and the OpenAPI document are made from it.
package struct Route: Sendable {
    /// Answers a call.
    package typealias Handler = @Sendable (Call) async throws -> Response

    /// Who may call it.
    package enum Access: Sendable, Equatable {
        /// Anyone, without a token.
        case open
        /// Bearers whose role includes this one.
        case role(Role)
        /// The same, and who has a pass of one of them in the query: for streams alone.
        case listener(Role)

        /// The role that is needed; `nil` where none is.
        package var role: Role? {
            switch self {
            case .open: nil
            case .role(let role), .listener(let role): role
            }
        }
    }

    /// GET is HEAD as well.
    package var method: HTTPRequest.Method
    /// Its path; a segment in braces is a parameter.
    package var path: String
    /// Who may call it.
    package var access: Access
    /// What the document says of it.
    package var sheet: RouteSheet
    /// Answers a call.
    package var handler: Handler

    /// A row.
    package init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access,
        _ sheet: RouteSheet,
        handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.sheet = sheet
        self.handler = handler
    }
}

/// What the OpenAPI document says of one route.
package struct RouteSheet: Sendable {
    /// A parameter of the path, the query or the headers.
    package struct Parameter: Sendable {
        /// Where it stands.
        package enum Place: String, Sendable {
            case path
            case query
            case header
        }

        /// Where it stands.
        package var place: Place
        /// Its name.
        package var name: String
        /// What it means.
        package var description: String
        /// Its JSON Schema.
        package var schema: JSON

        /// A parameter.
        package init(_ place: Place, _ name: String, _ description: String, schema: JSON = ["type": "string"]) {
            self.place = place
            self.name = name
            self.description = description
            self.schema = schema
        }
    }

    /// An answer that is no fault of the common kinds.
    package struct Reply: Sendable {
        /// Its status.
        package var status: Int
        /// What it means.
        package var description: String
        /// The type of its body; `nil` where it has none.
        package var type: String?
        /// The JSON Schema of its body.
        package var schema: JSON?

        /// An answer of JSON unless `type` says otherwise.
        package init(_ status: Int, _ description: String, schema: JSON? = nil, type: String? = "application/json") {
            self.status = status
            self.description = description
            self.type = type
            self.schema = schema
        }
    }

    /// Its name for generated clients, unique.
    package var id: String
    /// The group it belongs to.
    package var tag: String
    /// What it does, in a line.
    package var summary: String
    /// Parameters; those of the path need not be listed where there is nothing to say of them.
    package var parameters: [Parameter]
    /// The JSON Schema of the body; `nil` where it takes none.
    package var body: JSON?
    /// Answers.
    package var replies: [Reply]

    /// A sheet.
    package init(
        _ id: String,
        tag: String,
        _ summary: String,
        parameters: [Parameter] = [],
        body: JSON? = nil,
        replies: [Reply]
    ) {
        self.id = id
        self.tag = tag
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.replies = replies
    }
}
