import ForumKernel
import Foundation

extension SQLStore {
  /// Takes the keys that nodes share out of the store and answers them by name.
  public func takeSharedKeys() async throws -> [String: [UInt8]] {
    try await driver.write(.everyTenant) { connection in
      let rows = try NodeKeyQueries.listNodeKeys(connection)
      try NodeKeyQueries.deleteNodeKeys(connection)
      return Dictionary(rows.map { ($0.name, Array(Data(base64Encoded: $0.value) ?? Data())) }) { first, _ in first }
    }
  }

  /// Makes a restored copy a forum of its own, in one transaction: open sessions end, leases are over, the event stream gets a new epoch, and the
  /// consumers that stood in the old one stand at the same place in the new one. Answers how many sessions ended.
  public func beginAnew() async throws -> Int {
    let now = clock.now.milliseconds
    let epoch = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return try await driver.write(.everyTenant) { connection in
      let ended = try SessionQueries.endEverySession(connection, endedAt: now)
      try LeaseQueries.endEveryLease(connection)
      try JobQueries.freeJobs(connection)
      let old = try StreamQueries.findEpoch(connection, stream: RetainedOutbox.stream)
      try StreamQueries.putEpoch(connection, stream: RetainedOutbox.stream, epoch: epoch)
      if let old { try ConsumerQueries.moveConsumers(connection, newEpoch: epoch, oldEpoch: old) }
      return ended
    }
  }
}
