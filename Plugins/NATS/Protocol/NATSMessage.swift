/// A message as it came.
public struct NATSMessage: Sendable, Equatable {
  public let subject: String
  /// Where an answer goes.
  public let reply: String?
  public let headers: NATSHeaders?
  public let payload: [UInt8]

  /// The status of an answer of the server itself; nil: an ordinary message.
  public var status: Int? { headers?.status }
}

/// What a server sends.
enum NATSFrame: Equatable {
  case info([UInt8])
  case message(subscription: Int, NATSMessage)
  case ping
  case pong
  case ok
  case error(String)
}

/// Names of places on a server.
enum NATSSubject {
  /// Bytes of a subject: far more than any of ours, and within a control line.
  static let bytesMax = 1024

  /// No empty parts, spaces, control characters or wildcards.
  static func canBePublished(_ subject: String) -> Bool {
    let bytes = subject.utf8
    guard !bytes.isEmpty, bytes.count <= bytesMax, !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return false }
    return subject.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0 != "*" && $0 != ">" }
  }

  /// What streams and consumers may be called: one part, letters, digits, `-` and `_`.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// A part that nobody guesses.
  static func random() -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return String((0..<22).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }
}
