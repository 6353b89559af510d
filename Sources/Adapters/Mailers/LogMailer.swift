public import ForumKernel
public import Logging

/// Writes mails to the log, for a forum whose operator hands out links by hand: who reads the log can use what is in them.
public struct LogMailer: Mailer {
  private let logger: Logger

  public init(logger: Logger) { self.logger = logger }

  public func send(_ mail: Mail) async throws {
    logger.notice("mail", metadata: ["id": "\(mail.id)", "to": "\(mail.recipient)", "subject": "\(mail.subject)", "text": "\(mail.text)"])
  }
}
