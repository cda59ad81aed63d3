import FlagStore
import HTTPTypes
import Rollouts
import Store
import Testing
import Wire

@testable import Web

@Suite("Faults of flags as answers")
struct FlagFaultTests {
    @Test(
        "Each has its status and a code of its own",
        arguments: [
            (FlagFault.invalid([]), 400, "invalid_body", false), (.missing(.flag("f")), 404, "flag_not_found", false),
            (.missing(.segment("s")), 404, "segment_not_found", false),
            (.versionUnknown(.flag("f"), asked: 9, known: [1]), 404, "version_unknown", false),
            (.present(.flag("f"), version: 1), 412, "already_exists", false),
            (.versionMismatch(.flag("f"), current: 2), 412, "version_mismatch", false),
            (.driven(.flag("f"), member: "enabled", order: .kill, phase: .progressing), 409, "driven_by_rollout", false),
            (.inUse(.segment("s"), by: ["f"]), 409, "in_use", false), (.relations([]), 409, "broken_reference", false),
            (.contended, 409, "contended", true), (.store(StoreFault(.unavailable, "away")), 503, "store_unavailable", true),
            (.store(StoreFault(.wrongType, "other")), 500, "store_fault", true),
        ]
    )
    func codes(fault: FlagFault, status: Int, code: String, isPassing: Bool) {
        #expect(fault.api.status.code == status && fault.api.code == code)
        #expect(fault.isPassing == isPassing)
        #expect(!fault.api.message.isEmpty)
        #expect((fault.api.headers[.retryAfter] != nil) == (status == 503 || fault == .contended))
    }
}
