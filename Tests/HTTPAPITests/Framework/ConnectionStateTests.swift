import Testing

@testable import HTTPAPI

@Suite struct ConnectionStateTests {
  private let limits = HTTPLimits()

  private func verdict(_ state: inout ConnectionState, _ now: Int64, flushed: Int = 0, pending: Int = 0) -> ConnectionState.Verdict {
    state.verdict(now: now, flushed: flushed, pending: pending)
  }

  @Test("the first header has ten seconds, later ones a minute until they begin; who sends nothing hears nothing")
  func headers() {
    var state = ConnectionState(limits, now: 0)
    #expect(verdict(&state, 10_000) == .fine)
    #expect(verdict(&state, 10_001) == .idle)
    state.partialHeader(now: 5000)
    #expect(verdict(&state, 10_001) == .slowRequest)
    state.head(now: 5000)
    state.requestEnd(now: 5000)
    state.answerHead()
    state.answerEnd(now: 5000)
    #expect(verdict(&state, 65_000) == .fine)
    #expect(verdict(&state, 65_001) == .idle)
    state.partialHeader(now: 60_000)
    state.partialHeader(now: 69_000)
    #expect(verdict(&state, 70_000) == .fine)
    #expect(verdict(&state, 70_001) == .slowRequest)
  }

  @Test("a body may take as long as a slow line needs")
  func bodies() {
    var state = ConnectionState(limits, now: 0)
    state.head(now: 0)
    #expect(verdict(&state, 30_000) == .fine)
    #expect(verdict(&state, 30_001) == .slowRequest)
    let isAccepted = state.body(81_920)
    #expect(isAccepted)
    #expect(verdict(&state, 40_000) == .fine)
    #expect(verdict(&state, 40_001) == .slowRequest)
    let isAcceptedToo = state.body(limits.bodyBytesMax * 2)
    #expect(!isAcceptedToo)
  }

  @Test("a waiting client is never idle, and a handler that does not answer is cut after its deadline and a grace")
  func answers() {
    var state = ConnectionState(limits, now: 0)
    state.head(now: 0)
    state.requestEnd(now: 1000)
    #expect(verdict(&state, 31_000) == .fine)
    #expect(verdict(&state, 31_001) == .late)
    #expect(verdict(&state, 36_000) == .late)
    #expect(verdict(&state, 36_001) == .cut)
    state.answerHead()
    #expect(verdict(&state, 1_000_000) == .fine)
  }

  @Test("an answer that nobody reads is cut; one that is read slowly is not")
  func stalls() {
    var state = ConnectionState(limits, now: 0)
    state.head(now: 0)
    state.requestEnd(now: 0)
    state.answerHead()
    #expect(verdict(&state, 20_000, flushed: 100, pending: 50) == .fine)
    #expect(verdict(&state, 45_000, flushed: 110, pending: 40) == .fine)
    #expect(verdict(&state, 75_000, flushed: 110, pending: 40) == .fine)
    #expect(verdict(&state, 75_001, flushed: 110, pending: 40) == .cut)
  }

  @Test("pipelined requests wait for their turn")
  func pipelined() {
    var state = ConnectionState(limits, now: 0)
    for _ in 0..<2 {
      state.head(now: 0)
      state.requestEnd(now: 0)
    }
    state.answerHead()
    #expect(verdict(&state, 100_000) == .fine)
    state.answerEnd(now: 100_000)
    #expect(verdict(&state, 130_000) == .fine)
    #expect(verdict(&state, 130_001) == .late)
    #expect(verdict(&state, 135_001) == .cut)
  }

  @Test("a closing connection goes when its last answer is out and read")
  func closing() {
    var state = ConnectionState(limits, now: 0)
    state.close(now: 0)
    #expect(state.isClosing)
    #expect(verdict(&state, 2001, flushed: 1, pending: 5) == .fine)
    #expect(verdict(&state, 2001) == .cut)
  }
}
