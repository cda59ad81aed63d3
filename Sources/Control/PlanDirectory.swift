/// One file of the plan directory.
package struct PlanFile: Sendable, Equatable {
    /// Its path from the directory.
    package var path: String
    /// Its bytes, or why they could not be read.
    package var content: Result<[UInt8], PlanFileFault>

    /// A file as it was found.
    package init(path: String, content: Result<[UInt8], PlanFileFault>) {
        self.path = path
        self.content = content
    }
}

/// Why a file could not be read.
package struct PlanFileFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened and what to do.
    package var description: String

    /// A fault with its sentence.
    package init(description: String) { self.description = description }
}

/// Why the directory could not be read.
package struct PlanDirectoryFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened and what to do.
    package var description: String

    /// A fault with its sentence.
    package init(description: String) { self.description = description }
}

/// Where plans come from.
package protocol PlanDirectory: Sendable {
    /// Its name for messages.
    var name: String { get }
    /// Every plan file as it is now, in the order of their paths.
    func files() throws(PlanDirectoryFault) -> [PlanFile]
}
