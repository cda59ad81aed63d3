import Glibc

/// Threads of the tests' servers: they block, which the tasks of the tests must not.
enum Background {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a thread of its own.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
        var id = pthread_t()
        let code = unsafe pthread_create(
            &id,
            nil,
            { pointer in
                guard let pointer = unsafe pointer else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
                return nil
            },
            work
        )
        guard code == 0 else {
            unsafe Unmanaged<Work>.fromOpaque(work).release()
            return
        }
        pthread_detach(id)
    }
}
