import Glibc

/// Makes the order of dictionaries the same in every process, so that a seed can be replayed by another one.
enum DeterministicHashing {
    private static let variable = "SWIFT_DETERMINISTIC_HASHING"

    /// Begins the program anew with the variable that the standard library looks at, unless it is set.
    static func ensure() {
        guard unsafe getenv(variable) == nil else { return }
        unsafe setenv(variable, "1", 1)
        // Where that fails, the program goes on as it is: seeds then replay within one process only.
        unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
    }
}
