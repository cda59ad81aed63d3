import Wire

/// Texts for the places of a JSON body.
enum JSONBody {
    /// `text` for the inside of a JSON string: as it is written there, without the quotes.
    static func escaped(_ text: String) -> String { String(JSON(text).text.dropFirst().dropLast()) }
}
