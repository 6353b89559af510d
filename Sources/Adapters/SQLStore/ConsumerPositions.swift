public import ForumKernel

extension SQLTransaction: ConsumerTransaction {
  public func lockPosition(of consumer: String) throws {
    // SQLite has one writer.
    guard connection.engine == .postgres else { return }
    try connection.run(script: "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;")
    try connection.query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || ?1, 0))", [.text(consumer)]) { _ in }
  }

  public func position(of consumer: String) throws -> StreamPosition? {
    try ConsumerQueries.findConsumerPosition(connection, name: consumer).map { StreamPosition(epoch: $0.epoch, sequence: $0.sequence) }
  }

  public func setPosition(_ position: StreamPosition, of consumer: String) throws {
    try ConsumerQueries.saveConsumerPosition(connection, name: consumer, epoch: position.epoch, sequence: position.sequence)
  }
}

extension SQLStore {
  /// Where the consumer of this name stands.
  public func position(of consumer: String) async throws -> StreamPosition? {
    try await read(.everyTenant) {
      try ConsumerQueries.findConsumerPosition($0, name: consumer).map { StreamPosition(epoch: $0.epoch, sequence: $0.sequence) }
    }
  }
}
