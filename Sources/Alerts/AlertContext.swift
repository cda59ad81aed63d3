/// What every alert of this process has in common.
package struct AlertContext: Sendable, Equatable {
    /// The server's address for people, without a path of its own; `nil` leaves the dashboard's links out.
    package var publicURL: String?
    /// By how much every duration of the plans is divided; 1 outside rehearsals, otherwise shown in every alert.
    package var rehearsalSpeed: Double

    /// The context of alerts that link to `publicURL`.
    package init(publicURL: String?, rehearsalSpeed: Double = 1) {
        self.publicURL = publicURL
        self.rehearsalSpeed = rehearsalSpeed
    }
}
