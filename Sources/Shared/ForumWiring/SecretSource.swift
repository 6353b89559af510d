import Dispatch
public import ForumKernel
import Foundation

/// Where a password, or an address with one, comes from. It is asked whenever a connection opens, so that what it gives may change while the server runs.
public protocol SecretSource: Sendable {
  /// The secret as it is now. Answers within seconds; throws what an operator can read, and never the secret.
  func secret() async throws -> String
  /// Becomes another number when what was given before ends soon: whoever keeps a connection that was opened with it opens another one then.
  var edition: Int { get }
  /// What was given was not accepted where it should have been: a source that remembers asks anew.
  func wasRefused(_ secret: String) async
}

extension SecretSource {
  public var edition: Int { 0 }
  public func wasRefused(_ secret: String) async {}
}

/// One that never changes.
public struct FixedSecret: SecretSource {
  private let text: String

  public init(_ text: String) { self.text = text }

  public func secret() async throws -> String { text }
}

/// A file, without the line end that editors put at its end.
public struct SecretFile: SecretSource {
  /// More is no secret but a wrong file.
  public static let bytesMax = 64 << 10

  private let path: String
  private let name: String

  /// `name`: what named the file, for messages.
  public init(_ path: String, namedBy name: String) {
    self.path = path
    self.name = name
  }

  public func secret() async throws -> String { try await SecretReading.aside { try read() } }

  /// Throws `invalid` (`secret_file_unreadable`, `secret_file_malformed`).
  public func read() throws(AppError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw AppError(.invalid, "secret_file_unreadable", "\(name) names \(path), which can't be read.")
    }
    guard data.count <= Self.bytesMax, let text = SecretReading.text(data) else {
      throw AppError(.invalid, "secret_file_malformed", "\(name) names \(path), which is not a text of at most \(Self.bytesMax) bytes.")
    }
    return text
  }
}

/// Reading that may block stays away from the threads that answer requests.
enum SecretReading {
  private static let queue = DispatchQueue(label: "secrets", attributes: .concurrent)

  static func aside(_ read: @escaping @Sendable () throws -> String) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in queue.async { continuation.resume(with: Result { try read() }) } }
  }

  static func text(_ data: Data) -> String? {
    guard var text = String(validating: data, as: UTF8.self) else { return nil }
    if text.last?.isNewline == true { text.removeLast() }
    return text
  }
}
