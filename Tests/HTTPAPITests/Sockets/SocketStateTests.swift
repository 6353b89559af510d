import Testing

@testable import HTTPAPI

@Suite struct SocketStateTests {
  private let limits = SocketLimits(messageBytesMax: 100, pingMilliseconds: 100, pongMilliseconds: 50, stallMilliseconds: 80)

  @Test("a silent client is asked once, and closed when it does not answer")
  func silence() {
    var state = SocketState(limits, now: 0)
    #expect(state.verdict(now: 100, flushed: 0, pending: 0) == .fine)
    #expect(state.verdict(now: 101, flushed: 0, pending: 0) == .ping)
    #expect(state.verdict(now: 150, flushed: 2, pending: 0) == .fine)
    var heard = state
    heard.heard(now: 150)
    #expect(heard.verdict(now: 250, flushed: 2, pending: 0) == .fine)
    #expect(state.verdict(now: 152, flushed: 2, pending: 0) == .silent)
  }

  @Test("a client that takes nothing is slow; one that takes a little is not")
  func slow() {
    var state = SocketState(limits, now: 0)
    #expect(state.verdict(now: 80, flushed: 10, pending: 5) == .fine)
    #expect(state.verdict(now: 160, flushed: 11, pending: 4) == .ping)
    #expect(state.verdict(now: 200, flushed: 11, pending: 4) == .fine)
    #expect(state.verdict(now: 241, flushed: 11, pending: 4) == .slow)
  }

  @Test("after the close the client has some seconds to read it")
  func closing() {
    var state = SocketState(limits, now: 0)
    state.close(now: 10)
    state.close(now: 4000)
    #expect(state.isClosing)
    #expect(state.verdict(now: 5010, flushed: 0, pending: 9) == .fine)
    #expect(state.verdict(now: 5011, flushed: 0, pending: 9) == .cut)
  }
}
