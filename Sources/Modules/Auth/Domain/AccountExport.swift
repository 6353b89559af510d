public import ForumKernel

public enum AccountExportTag {}
public typealias AccountExportID = ID<AccountExportTag>

/// An archive of what the forum knows about somebody, or the making of it.
public struct AccountExport: Sendable {
  public enum State: String, Sendable, CaseIterable { case running, done, failed }

  public let id: AccountExportID
  public let tenant: TenantID
  public let userID: UserID
  public let state: State
  /// Kinds of things that were collected, and all there are.
  public let stepsDone: Int64
  public let steps: Int64
  /// Lines in its files so far.
  public let entries: Int64
  public let bytes: Int64
  public let createdAt: Timestamp
  public let endedAt: Timestamp?
  public let expiresAt: Timestamp

  public init(
    id: AccountExportID, tenant: TenantID, userID: UserID, state: State, stepsDone: Int64, steps: Int64, entries: Int64, bytes: Int64,
    createdAt: Timestamp, endedAt: Timestamp?, expiresAt: Timestamp
  ) {
    self.id = id
    self.tenant = tenant
    self.userID = userID
    self.state = state
    self.stepsDone = stepsDone
    self.steps = steps
    self.entries = entries
    self.bytes = bytes
    self.createdAt = createdAt
    self.endedAt = endedAt
    self.expiresAt = expiresAt
  }

  /// Of 100.
  public var percent: Int64 { steps == 0 ? 100 : stepsDone * 100 / steps }
}

/// One file of an archive.
public struct ExportPart: Sendable {
  public let number: Int64
  /// `posts-2.jsonl`
  public let name: String
  public let content: String

  public init(number: Int64, name: String, content: String) {
    self.number = number
    self.name = name
    self.content = content
  }
}
