/// How the embedded store works; the defaults suit a server on two cores.
public struct SQLiteDriverSettings: Sendable {
  /// Writes that may wait; more are refused.
  public var queueMax = 4096
  /// How long one group commit takes in writes before it commits.
  public var batchBudget = Duration.milliseconds(20)
  /// Writes in one group commit: bounds what one failed commit takes with it.
  public var batchMax = 512
  /// How long one write may compute; then it is interrupted and undone.
  public var writeBudget = Duration.seconds(5)
  /// Connections that read.
  public var readers = 4
  /// Pages in the write-ahead log after which the writer copies them into the database.
  public var checkpointPages = 2000

  public init() {}
}
