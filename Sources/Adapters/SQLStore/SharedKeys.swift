public import ForumKernel
import Foundation
import Notifications

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
    let known = try await store.read(.everyTenant) { try Self.keys($0) }
    if known.isEmpty ? hasOneNode : Self.missing(in: known, from: own).isEmpty { return known.isEmpty ? own : known }
    return try await store.driver.write(.everyTenant) { connection in
      // Another node may have been faster.
      let known = try Self.keys(connection)
      let missing = Self.missing(in: known, from: own)
      try Self.add(missing, connection)
      return known.merging(missing) { $1 }
    }
  }

  public func changeKeys(adding: [String: [UInt8]], removing: [String]) async throws -> Bool {
    try await store.driver.write(.everyTenant) { connection in
      guard try !Self.keys(connection).isEmpty else { return false }
      for name in removing { try NodeKeyQueries.removeNodeKey(connection, name: name) }
      try Self.add(adding, connection)
      return true
    }
  }

  public func sealedSecrets(limit: Int) async throws -> [SealedSecret] {
    try await store.read(.everyTenant) { connection in
      let factors = try FactorQueries.listSealedFactors(connection, pageSize: Int64(limit)).map {
        SealedSecret(kind: .secondFactor, owner: $0.userID, sealed: $0.sealedSecret)
      }
      let webhooks = try WebhookQueries.listSealedWebhooks(connection, pageSize: Int64(limit)).compactMap { webhook in
        // The newest signs.
        let secrets: [WebhookSecret] = try JSONText.value(webhook.secrets)
        return secrets.first.map { SealedSecret(kind: .webhook, owner: webhook.id, sealed: $0.sealed) }
      }
      return factors + webhooks
    }
  }

  /// The keys of those kinds that the store has none of.
  private static func missing(in known: [String: [UInt8]], from own: [String: [UInt8]]) -> [String: [UInt8]] {
    func kind(_ name: String) -> Substring { name.prefix { $0 != "." } }
    let kinds = Set(known.keys.map(kind))
    return own.filter { !kinds.contains(kind($0.key)) }
  }

  private static func add(_ keys: [String: [UInt8]], _ connection: any SQLConnection) throws {
    for (name, bytes) in keys { try NodeKeyQueries.addNodeKey(connection, name: name, value: Data(bytes).base64EncodedString()) }
  }

  private static func keys(_ connection: any SQLConnection) throws -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: try NodeKeyQueries.listNodeKeys(connection).map { ($0.name, Array(Data(base64Encoded: $0.value) ?? Data())) })
  }
}
