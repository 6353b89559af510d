public import ForumKernel
import Foundation

/// The keys of a forum as rows of its store.
public struct SharedKeys: KeySharing {
  private let store: SQLStore
  private let hasOneNode: Bool

  /// `hasOneNode`: the store is open in this process only, so that keys may stay in their files.
  public init(store: SQLStore, hasOneNode: Bool) {
    self.store = store
    self.hasOneNode = hasOneNode
  }

  public func sharedKeys(_ own: [String: [UInt8]]) async throws -> [String: [UInt8]] {
    let known = try await store.read { try Self.keys($0) }
    if !known.isEmpty { return known }
    return hasOneNode ? own : try await publish(own)
  }

  /// Another node may have been faster.
  private func publish(_ own: [String: [UInt8]]) async throws -> [String: [UInt8]] {
    try await store.driver.write { connection in
      let known = try Self.keys(connection)
      guard known.isEmpty else { return known }
      for (name, bytes) in own { try NodeKeyQueries.addNodeKey(connection, name: name, value: Data(bytes).base64EncodedString()) }
      return own
    }
  }

  private static func keys(_ connection: any SQLConnection) throws -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: try NodeKeyQueries.listNodeKeys(connection).map { ($0.name, Array(Data(base64Encoded: $0.value) ?? Data())) })
  }
}
