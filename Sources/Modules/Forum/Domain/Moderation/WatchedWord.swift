public import ForumKernel

public enum WatchedWordTag {}
public typealias WatchedWordID = ID<WatchedWordTag>

/// A word or phrase with what happens to texts that hold it.
public struct WatchedWord: Sendable, Equatable {
  public enum Action: String, Sendable, CaseIterable {
    /// Published, and put before the moderators.
    case flag
    /// Waits for a moderator.
    case hold
    case reject
    /// Published with other words in its place.
    case replace
  }

  public let id: WatchedWordID
  public let word: String
  public let action: Action
  /// For `replace`.
  public let replacement: String?
  public let createdAt: Timestamp

  public init(id: WatchedWordID, word: String, action: Action, replacement: String?, createdAt: Timestamp) {
    self.id = id
    self.word = word
    self.action = action
    self.replacement = replacement
    self.createdAt = createdAt
  }

  /// Two texts with one key match the same.
  public var key: String { WordPattern(word).map { $0.key } ?? "" }
}

/// Validated wishes for a watched word.
public struct WatchedWordDraft: Sendable {
  public let word: String
  public let action: WatchedWord.Action
  public let replacement: String?

  /// Throws `invalid`: no letter or digit to match, or a replacement missing or out of place. Lengths are checked at the edge.
  public init(word: String, action: WatchedWord.Action, replacement: String?) throws(AppError) {
    var faults: [Fault] = []
    if WordPattern(word) == nil { faults.append(Fault("/word", "malformed", "This must hold a letter or a digit.")) }
    if action == .replace, replacement == nil { faults.append(Fault("/replacement", "required", "What to put in its place.")) }
    if action != .replace, replacement != nil { faults.append(Fault("/replacement", "not_allowed", "Only replace has a replacement.")) }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    self.word = word
    self.action = action
    self.replacement = replacement
  }
}
