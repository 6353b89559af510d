public import ForumKernel
public import Foundation
import Glibc

/// A file that a command writes: it gets its name when it is whole, its owner alone may read it, and it takes the place of nothing but an older file of that name.
public final class OutputFile {
  let path: String
  /// Where it is until then: a name that nobody else has.
  let unfinished: String
  private var handle: FileHandle?

  /// `replaces`: an older file of that name goes once the new one is whole. Nothing is written yet. Throws `invalid` (`not_a_file`) for folders, devices and links,
  /// and `conflict` (`file_exists`).
  public init(_ path: String, replaces: Bool = false) throws(AppError) {
    self.path = path
    unfinished = "\(path).partial-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      guard replaces else {
        throw AppError(
          .conflict, "file_exists", "\(path) is there already. Name another file, or remove it; a back-up takes its place with --replace.")
      }
    case S_IFDIR: throw Self.noFile(path, "a folder. Name a file in it")
    case S_IFLNK: throw Self.noFile(path, "a symbolic link. Name the file that it leads to")
    default: throw Self.noFile(path, "a device, a pipe or a socket. Name a file")
    }
  }

  /// What is unfinished goes.
  deinit {
    try? handle?.close()
    unlink(unfinished)
  }

  /// Makes the file with the first of it, even of no bytes.
  public func write(_ data: Data) throws {
    if handle == nil {
      let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw BackupFailure.file("make", unfinished) }
      handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
    try handle?.write(contentsOf: data)
  }

  /// Makes it durable and gives it its name.
  public func finish() throws {
    try handle?.synchronize()
    try FolderSync.rename(unfinished, to: path)
  }

  private static func noFile(_ path: String, _ what: String) -> AppError { AppError(.invalid, "not_a_file", "\(path) is \(what).") }
}
