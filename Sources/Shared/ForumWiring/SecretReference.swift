/// A secret that a vault keeps, as it stands in a secret setting: `vault://PATH#FIELD`, or without a field all fields as a JSON object.
public struct SecretReference: Sendable, Hashable, CustomStringConvertible {
  /// What a reference begins with.
  public static let scheme = "vault://"
  /// What a reference is like, for messages.
  public static let form = "\(scheme)PATH#FIELD, with the path as the vault's API has it, such as \(scheme)secret/data/forum#password"
  private static let lengthMax = 1024

  /// As the vault's API has it: `secret/data/forum`.
  public let path: String
  /// nil: all of them.
  public let field: String?

  /// Whether a text is meant as a reference, well formed or not.
  public static func isMeant(by text: String) -> Bool { text.hasPrefix(scheme) }

  /// nil for a text that is no reference.
  public init?(_ text: String) {
    guard Self.isMeant(by: text), text.utf8.count <= Self.lengthMax else { return nil }
    let parts = text.dropFirst(Self.scheme.count).split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let segments = parts[0].split(separator: "/", omittingEmptySubsequences: false)
    guard segments.allSatisfy(Self.isSegment), parts.count == 1 || Self.isField(parts[1]) else { return nil }
    path = String(parts[0])
    field = parts.count == 1 ? nil : String(parts[1])
  }

  public var description: String { Self.scheme + path + (field.map { "#\($0)" } ?? "") }

  private static func isSegment(_ segment: Substring) -> Bool {
    !segment.isEmpty && segment != "." && segment != ".."
      && segment.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.@+~".contains($0)) }
  }

  private static func isField(_ field: Substring) -> Bool { !field.isEmpty && !field.contains { $0.isNewline || $0 == "#" } }
}
