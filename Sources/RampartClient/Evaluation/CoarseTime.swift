import Glibc
import Rollouts

extension Moment {
    /// Now, to some milliseconds: a fraction of the cost of the exact time, which usage does not need.
    static var coarse: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return Moment(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
