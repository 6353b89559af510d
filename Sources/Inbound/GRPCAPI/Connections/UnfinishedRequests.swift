import Synchronization

/// Bytes of requests that are not whole yet, which are kept until they are: of all clients, and of each address.
final class UnfinishedRequests: Sendable {
  private struct State {
    var bytes = 0
    var byAddress: [String: Int] = [:]
  }

  private let max: Int
  private let perAddressMax: Int
  private let state = Mutex(State())

  init(largestMessage: Int) {
    max = 16 * largestMessage
    perAddressMax = 4 * largestMessage
  }

  /// False, and nothing is counted, when there would be too many. Less is always taken.
  func add(_ count: Int, of address: String) -> Bool {
    guard count != 0 else { return true }
    return state.withLock { state in
      let bytes = state.byAddress[address, default: 0] + count
      guard count < 0 || (state.bytes + count <= max && bytes <= perAddressMax) else { return false }
      state.bytes += count
      state.byAddress[address] = bytes > 0 ? bytes : nil
      return true
    }
  }
}
