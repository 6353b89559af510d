import NIOCore
import Synchronization

/// One server, over a fixed number of connections.
final class RedisNode: Sendable {
  let address: RedisAddress
  private let links: [RedisLink]
  private let turn = Atomic(0)

  init(_ address: RedisAddress, _ target: RedisTarget, _ limits: RedisLimits) {
    self.address = address
    links = (0..<max(1, limits.connections)).map { RedisLink(address, target, limits, isTelling: $0 == 0) }
  }

  /// Sends `commands` together over one connection, an open one if there is any.
  func send(_ commands: [RESPCommand], deadline: NIODeadline) async throws(RedisError) -> [RESPValue] {
    let first = turn.wrappingAdd(1, ordering: .relaxed).oldValue & 0xFFFF
    for offset in 0..<links.count {
      if let connection = links[(first + offset) % links.count].openConnection() {
        return try await connection.send(commands, deadline: deadline)
      }
    }
    return try await links[first % links.count].connection(deadline: deadline).send(commands, deadline: deadline)
  }

  func close() {
    for link in links { link.close() }
  }
}
