/// What to do with an answer that may be a redirect. Never leaves the scheme, host and port of the request, so that
/// neither credentials nor an authority's choice of target can wander.
enum Redirect: Equatable {
    /// The answer is for the caller.
    case deliver
    /// Ask `url` next.
    case follow(url: String, keepsMethod: Bool)
    /// It leads elsewhere.
    case refuse
    /// It was one too many.
    case exhausted

    /// How many are followed.
    static let limit = 5

    /// - Parameters:
    ///   - location: the redirect's target as libcurl resolved it against the URL asked; nil without one.
    ///   - hops: how many were followed for this request so far.
    static func decide(status: Int, method: String, location: String?, from origin: Origin, hops: Int) -> Redirect {
        guard [301, 302, 303, 307, 308].contains(status), let location else { return .deliver }
        guard let target = try? Origin(of: location), target == origin else { return .refuse }
        guard hops < limit else { return .exhausted }
        // RFC 9110, 15.4: 303 asks for a GET, and 301 and 302 turn a POST into one.
        let keepsMethod =
            switch status {
            case 303: method == "GET" || method == "HEAD"
            case 301, 302: method != "POST"
            default: true
            }
        return .follow(url: location, keepsMethod: keepsMethod)
    }
}
