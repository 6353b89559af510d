import ForumKernel
import GRPCCore
import GRPCProtobuf
import Testing

@testable import GRPCAPI

@Suite struct RPCErrorTests {
  @Test("every kind of error has a status of its own, and its stable reason beside it", arguments: AppError.Code.allCases)
  func codes(code: AppError.Code) {
    let status = AppError(code, "some_reason", "A sentence.").rpcStatus
    #expect(status.message == "A sentence." && status.details.count == 1)
    #expect(status.details[0].errorInfo?.reason == "some_reason" && status.details[0].errorInfo?.domain == "forum-lite")
    let others = AppError.Code.allCases.filter { $0 != code }.map { AppError($0, "x", "y").rpcStatus.code }
    #expect(!others.contains(status.code))
  }

  @Test("broken rules name their fields, and a refusal for now says for how long")
  func details() {
    let faults = [Fault("/title", "required", "This is required."), Fault("/tags/0", "too_long", "This is too long.")]
    let violations = AppError.validation(faults).rpcStatus.details.compactMap(\.badRequest).flatMap(\.violations)
    #expect(violations.map(\.field) == ["title", "tags.0"] && violations.map(\.reason) == ["REQUIRED", "TOO_LONG"])
    let busy = AppError(.tooMany, "rate_limited", "Too many.", retryAfterSeconds: 7).rpcStatus
    #expect(busy.code == .resourceExhausted && busy.details.compactMap(\.retryInfo).map(\.delay) == [.seconds(7)])
  }

  @Test("a position that is gone is out of range, with the one to go on from")
  func position() {
    let status = PositionGone(position: "e-7").rpcStatus
    #expect(status.code == .outOfRange)
    #expect(status.details[0].errorInfo?.reason == "position_gone" && status.details[0].errorInfo?.metadata == ["position": "e-7"])
  }
}
