import Glibc

/// The one thread that touches libcurl's handles.
enum TransferThread {
    /// Starts the loop on a thread of its own, which ends by itself when the loop's inbox closes.
    ///
    /// - Parameter loop: must not be used by anyone else from here on.
    /// - Returns: false when the system gives no thread; the loop did not run then.
    static func start(_ loop: TransferLoop) -> Bool {
        let context = unsafe Unmanaged.passRetained(loop)
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                TransferThread.blockSignals()
                unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
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

    /// Signals are for the main thread; and OpenSSL's write to a gone peer then fails instead of ending the process.
    private static func blockSignals() {
        var every = sigset_t()
        unsafe sigfillset(&every)
        unsafe _ = pthread_sigmask(SIG_BLOCK, &every, nil)
    }
}
