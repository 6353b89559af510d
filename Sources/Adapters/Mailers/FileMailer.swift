public import ForumKernel
import Foundation
import Glibc

/// Puts each mail as a file into a folder, from which another program sends it, or a test reads it. A mail that comes again replaces itself.
public struct FileMailer: Mailer {
  private let directory: String
  private let sender: String

  /// Makes the folder when there is none, readable by its owner alone. Throws `unavailable` (`mail_folder`).
  public init(directory: String, sender: String) throws {
    self.directory = directory
    self.sender = sender
    do { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]) } catch
    { throw AppError(.unavailable, "mail_folder", "The folder \(directory) for mails can't be made: \(error.localizedDescription)") }
  }

  /// On the disk under its name, or not at all.
  public func send(_ mail: Mail) async throws {
    let bytes = MailMessage(mail: mail, sender: sender).bytes
    let (temporary, path) = ("\(directory)/.\(mail.id)", "\(directory)/\(mail.id).eml")
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure() }
    let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    let code = errno
    guard close(descriptor) == 0, isWritten, rename(temporary, path) == 0 else {
      let reason = isWritten ? errno : code
      unlink(temporary)
      errno = reason
      throw failure()
    }
  }

  /// Also those that another program has not sent yet: there is nobody any more to read them.
  public func forget(recipient: String) async throws -> Int? {
    let wanted = "to: \(recipient.lowercased())"
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) where name.hasSuffix(".eml") {
      // Another program may have taken it meanwhile.
      guard let bytes = FileManager.default.contents(atPath: "\(directory)/\(name)") else { continue }
      let head = bytes.range(of: Data("\r\n\r\n".utf8)).map { bytes[..<$0.lowerBound] } ?? bytes
      guard String(decoding: head, as: UTF8.self).lowercased().components(separatedBy: "\r\n").contains(wanted) else { continue }
      guard unlink("\(directory)/\(name)") == 0 || errno == ENOENT else { throw failure() }
      count += 1
    }
    return count
  }

  private func failure() -> AppError {
    AppError(.unavailable, "mail_folder", "A mail can't be written to \(directory): \(String(cString: strerror(errno))).", retryAfterSeconds: 30)
  }
}
