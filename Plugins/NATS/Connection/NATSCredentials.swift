public import ForumKernel
import Foundation

/// What a credentials file holds: a user's token and the seed of its key, or the seed alone.
public struct NATSCredentials: Sendable {
  /// nil: the server knows the public key itself.
  let token: String?
  let key: NATSKey

  /// Reads the file, as `nsc` writes it. Throws `invalid` (`nats_credentials`), without repeating its content.
  public init(file path: String) throws(AppError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw AppError(.invalid, "nats_credentials", "The NATS credentials file \(path) can't be read.")
    }
    try self.init(text: String(decoding: data, as: UTF8.self), name: path)
  }

  init(text: String, name: String) throws(AppError) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    token = Self.line(after: "BEGIN NATS USER JWT", in: lines)
    let seed = Self.line(after: "SEED", in: lines) ?? lines.first { $0.hasPrefix("S") }
    guard let key = seed.flatMap({ NATSKey(seed: $0) }) else {
      throw AppError(.invalid, "nats_credentials", "The NATS credentials file \(name) holds no valid seed.")
    }
    self.key = key
  }

  private static func line(after mark: String, in lines: [String]) -> String? {
    guard let index = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN") && $0.contains(mark) }), index + 1 < lines.count else { return nil }
    return lines[index + 1]
  }
}
