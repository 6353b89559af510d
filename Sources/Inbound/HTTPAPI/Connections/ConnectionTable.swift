import NIOCore
import Synchronization

/// The open connections: how many there are in all and from each address, and which are to be cut at the end of a shutdown.
package final class ConnectionTable: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var perAddress: [String: Int] = [:]
  }

  private let max: Int
  private let perAddressMax: Int
  private let state = Mutex(State())

  package init(_ limits: HTTPLimits) {
    max = limits.connectionsMax
    perAddressMax = limits.connectionsPerAddressMax
  }

  var count: Int { state.withLock { $0.channels.count } }

  /// False when there are too many.
  func enter(_ channel: any Channel, address: String) -> Bool {
    state.withLock { state in
      guard state.channels.count < max, state.perAddress[address, default: 0] < perAddressMax else { return false }
      state.channels[ObjectIdentifier(channel)] = channel
      state.perAddress[address, default: 0] += 1
      return true
    }
  }

  func leave(_ channel: any Channel, address: String) {
    state.withLock { state in
      guard state.channels.removeValue(forKey: ObjectIdentifier(channel)) != nil, let count = state.perAddress[address] else { return }
      state.perAddress[address] = count > 1 ? count - 1 : nil
    }
  }

  /// Cuts every connection.
  package func closeAll() {
    for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
  }
}
