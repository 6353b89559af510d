import CoreFoundation
import Foundation
import Glibc

/// The data directory and its key files: there, ours, closed to others, and not in the middle of something.
struct DirectoryCheck {
  private static let check = "directory"

  let directory: String

  init(_ directory: String) { self.directory = directory }

  var findings: [Finding] {
    var status = stat()
    guard stat(directory, &status) == 0 else {
      guard errno == ENOENT else { return [failed("read", directory)] }
      return [.ok(Self.check, "\(directory) is not there yet: `forum-lite serve` makes it")]
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return [.bad(Self.check, "\(directory) is no directory", do: "Name another one by --data, or move that file away.")]
    }
    let findings = [access(status)].compactMap { $0 } + writing + keys + leftovers
    return findings.isEmpty ? [.ok(Self.check, "\(directory) is ours, writable, and closed to others")] : findings
  }

  private func access(_ status: stat) -> Finding? {
    if status.st_uid != geteuid() {
      return .warning(
        Self.check, "\(directory) belongs to user \(status.st_uid), and this is user \(geteuid())",
        do: "Run commands as the user that serves the forum, or the files they make will be out of its reach.")
    }
    guard status.st_mode & 0o077 != 0 else { return nil }
    return .warning(Self.check, "other users of this machine can look into \(directory)", do: "chmod 700 \(ShellWord.of(directory))")
  }

  /// Folders in it, which may be on disks of their own.
  static func folders(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.sorted().map { "\(directory)/\($0)" }.filter {
      var status = stat()
      return lstat($0, &status) == 0 && [S_IFDIR, S_IFLNK].contains(status.st_mode & S_IFMT) && opens($0)
    }
  }

  private static func opens(_ folder: String) -> Bool {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    return close(descriptor) == 0
  }

  /// As the server writes: a file that is made durable, in the directory and in each folder of it.
  private var writing: [Finding] { writing(in: directory).map { [$0] } ?? Self.folders(in: directory).compactMap { writing(in: $0) } }

  private func writing(in folder: String) -> Finding? {
    let path = folder + "/doctor.probe"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return failed("write into", folder) }
    let isWritten = write(descriptor, "probe", 5) == 5 && fsync(descriptor) == 0
    let code = errno
    close(descriptor)
    unlink(path)
    errno = code
    return isWritten ? nil : failed("write into", folder)
  }

  private var keys: [Finding] {
    let folder = directory + "/keys"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { name in
      var status = stat()
      guard stat(folder + "/" + name, &status) == 0, status.st_mode & 0o077 != 0 else { return nil }
      return .bad(
        "keys", "other users can get at \(folder)/\(name): the server will not start with it", do: "chmod 600 \(ShellWord.of("\(folder)/\(name)"))")
    }
  }

  private var leftovers: [Finding] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.sorted().compactMap { name in
      if name == "restoring" {
        return .bad(Self.check, "a restore into \(directory) was cut off", do: "Remove everything in it and restore again.")
      }
      guard name.contains(".sqlite.before-") else { return nil }
      return .ok("upgrade", "\(directory)/\(name) is the database as it was before an upgrade; remove it when you will not go back")
    }
  }

  private func failed(_ verb: String, _ folder: String) -> Finding {
    .bad(
      Self.check, "cannot \(verb) \(folder): \(String(cString: strerror(errno)))",
      do:
        "See to it that user \(geteuid()) owns it and that the disk has room: chown \(geteuid()) \(ShellWord.of(folder)); df \(ShellWord.of(folder))")
  }
}
