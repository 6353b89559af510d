public import ForumKernel
import Synchronization

/// A mailer whose mails can be read.
public final class MemoryMailer: Mailer {
  private let sent = Mutex<[Mail]>([])

  public init() {}

  /// Oldest first.
  public var mails: [Mail] { sent.withLock { $0 } }

  public func send(_ mail: Mail) async throws { sent.withLock { $0.append(mail) } }
}
