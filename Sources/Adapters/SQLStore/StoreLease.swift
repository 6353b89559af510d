public import ForumKernel

/// A lease in the store that its holders share.
struct StoreLease: NodeLease {
  let name: String
  let store: SQLStore

  func takeLease(holder: String, for duration: Duration) async throws -> Bool {
    let now = store.clock.now.milliseconds
    let end = now + Int64(duration / .milliseconds(1))
    return try await store.driver.write(.everyTenant) { [name] connection in
      if try LeaseQueries.renewLease(connection, holder: holder, expiresAt: end, name: name, now: now) == 1 { return true }
      return try LeaseQueries.addLease(connection, name: name, holder: holder, expiresAt: end) == 1
    }
  }

  func endLease(holder: String) async throws {
    try await store.driver.write(.everyTenant) { [name] in try LeaseQueries.endLease($0, name: name, holder: holder) }
  }
}

extension SQLStore {
  public func lease(named name: String) -> any NodeLease { StoreLease(name: name, store: self) }
}
