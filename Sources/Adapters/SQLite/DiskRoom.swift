import ForumKernel
import Glibc

/// Room on the disk for what writes take.
enum DiskRoom {
  /// More than most of them take together, in the log and in the database.
  private static let bytes: off_t = 1 << 20

  /// Throws `unavailable` (`disk_full`) when there is none beside the file. Asks for it as a file would: how much is free says nothing of quotas.
  static func require(beside file: String) throws {
    let path = file + ".room"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    let code = descriptor < 0 ? errno : posix_fallocate(descriptor, 0, bytes)
    if descriptor >= 0 {
      close(descriptor)
      unlink(path)
    }
    // Whatever else is wrong, the next write tells.
    guard code == ENOSPC || code == EDQUOT else { return }
    throw AppError(
      .unavailable, "disk_full", "The disk is full: nothing can be saved until there is room.", retryAfterSeconds: 30)
  }
}
