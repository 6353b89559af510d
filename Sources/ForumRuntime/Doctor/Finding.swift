/// Something that was looked at, and what to do where it is not well.
public struct Finding: Codable, Sendable, Equatable {
  public enum Level: String, Codable, Sendable { case ok, warning, bad }

  /// `directory`, `file system`, `port`, `clock`, …
  public let check: String
  public let level: Level
  public let text: String
  /// What to do; empty where all is well.
  public let advice: String

  static func ok(_ check: String, _ text: String) -> Finding { Finding(check: check, level: .ok, text: text, advice: "") }
  static func warning(_ check: String, _ text: String, do advice: String) -> Finding {
    Finding(check: check, level: .warning, text: text, advice: advice)
  }
  static func bad(_ check: String, _ text: String, do advice: String) -> Finding { Finding(check: check, level: .bad, text: text, advice: advice) }
}
