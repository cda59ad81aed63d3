package import Rollouts

extension Controller {
    /// When `flag` is looked at again; `nil` while another controller leads, or where there is no such rollout.
    package func nextCheck(of flag: String) -> Moment? { leads ? watches[flag]?.due : nil }
}
