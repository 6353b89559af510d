/// Who the request that is being served is from, for stores that read from copies: what a caller has written, that caller reads. Carried by the task;
/// without it everything is read where it was written.
public struct RequestCaller: Sendable, Equatable {
  @TaskLocal public static var current: RequestCaller?

  public let user: UserID?
  /// Of the client, for those who are nobody yet; nil in process.
  public let address: String?
  /// Whether the request changes nothing, so that its answer may come from a copy.
  public let onlyReads: Bool

  public init(user: UserID?, address: String?, onlyReads: Bool) {
    self.user = user
    self.address = address
    self.onlyReads = onlyReads
  }
}
