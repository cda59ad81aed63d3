import Glibc

/// A thread for one piece of work that waits for a disk: those that tasks run on are few.
enum DiskThread {
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Does the work on a thread of its own, or here where the system gives none.
    static func run(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (waiter: CheckedContinuation<Void, any Error>) in
            let work = Work { waiter.resume(with: Result { try body() }) }
            if !start(work) { work.run() }
        }
    }

    private static func start(_ work: Work) -> Bool {
        let context = unsafe Unmanaged.passRetained(work)
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            context.toOpaque()
        )
        guard result == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
