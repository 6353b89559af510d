/// Sends mail. A mail that was sent before, by its id, may be sent again after a crash: the id is its `Message-ID`, by which servers tell twins.
public protocol Mailer: Sendable {
  /// Returns when the next server, or the disk, has taken it. Throws `unavailable` when it is worth another try, `invalid` when it never will be.
  func send(_ mail: Mail) async throws
  /// Takes away the mails to this address that are kept here; how many. nil where none are kept.
  func forget(recipient: String) async throws -> Int?
}

extension Mailer {
  /// For a mailer that keeps no mails.
  public func forget(recipient: String) async throws -> Int? { nil }
}

/// One plain mail to one person.
public struct Mail: Sendable, Equatable {
  /// The same for every try to send this mail.
  public let id: RawID
  public let recipient: String
  public let subject: String
  /// Plain text, its lines separated by line feeds.
  public let text: String
  /// The address that ends mails of this kind: opened by a person, or asked by POST of their mail program (RFC 8058).
  public let unsubscribe: String?

  /// Throws `invalid` (`mail_header_broken`) when the address or the subject would end its header field early.
  public init(id: RawID, recipient: String, subject: String, text: String, unsubscribe: String? = nil) throws(AppError) {
    guard Self.isOneLine(recipient), Self.isOneLine(subject), unsubscribe.map(Self.isOneLine) ?? true, recipient.utf8.contains(UInt8(ascii: "@"))
    else {
      throw AppError(.invalid, "mail_header_broken", "A mail's address and subject are one line each.")
    }
    self.id = id
    self.recipient = recipient
    self.subject = subject
    self.text = text
    self.unsubscribe = unsubscribe
  }

  private static func isOneLine(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) && $0.value != 0x2028 && $0.value != 0x2029 }
  }
}
