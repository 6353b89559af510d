import Foundation
import Glibc

/// Why a key file was refused, in words for the operator.
public struct KeyFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
}

/// A directory of secrets, one a file, readable by their owner alone. Each is made when it is first asked for.
public struct KeyDirectory: Sendable {
  private static let fileBytesMax = 4096
  private let path: String

  /// Makes the directory when there is none. Throws `KeyFileError`.
  public init(_ path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw KeyFileError(description: "The key directory \(path) can't be made: \(error.localizedDescription)")
    }
  }

  /// 32 secret bytes that stay the same as long as the file does. Throws `KeyFileError`.
  public func secret(named name: String) throws -> [UInt8] {
    let bytes = try contents(of: name, makingFirst: { SecureRandom.bytes(32) })
    guard bytes.count == 32 else { throw KeyFileError(description: "The key file \(file(name)) must have 32 bytes and has \(bytes.count).") }
    return bytes
  }

  /// What the files with such names hold. Throws `KeyFileError`.
  func contents(where isWanted: (String) -> Bool) throws -> [String: [UInt8]] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path).filter(isWanted)
    } catch {
      throw KeyFileError(description: "The key directory \(path) can't be read: \(error.localizedDescription)")
    }
    var contents: [String: [UInt8]] = [:]
    for name in names { contents[name] = try read(name) }
    return contents
  }

  /// Makes the file. Throws `KeyFileError`, also when it is there.
  func put(_ bytes: [UInt8], named name: String) throws { try write(bytes, to: name) }

  /// Throws `KeyFileError`.
  func remove(_ name: String) throws {
    guard unlink(file(name)) == 0 || errno == ENOENT else { throw failure("removed", name) }
  }

  /// What the file holds; where there is none, it is made with `first`. Throws `KeyFileError` for a file that others may read or write.
  func contents(of name: String, makingFirst first: () -> [UInt8]) throws -> [UInt8] {
    if let bytes = try read(name) { return bytes }
    let bytes = first()
    try write(bytes, to: name)
    return bytes
  }

  private func file(_ name: String) -> String { path + "/" + name }

  private func read(_ name: String) throws -> [UInt8]? {
    let descriptor = open(file(name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure("opened", name)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw KeyFileError(description: "The key file \(file(name)) is not a plain file.")
    }
    let mode = status.st_mode & 0o777
    guard mode & 0o077 == 0 else {
      throw KeyFileError(
        description:
          "The key file \(file(name)) has mode 0\(String(mode, radix: 8)): others can get at it. Make it 0600 (chmod 600), or delete it to get a new key."
      )
    }
    var buffer = [UInt8](repeating: 0, count: Self.fileBytesMax)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count >= 0 else { throw failure("read", name) }
    return Array(buffer.prefix(count))
  }

  /// Under another name first, so that a crash leaves no half a key; `link` fails when somebody else was faster.
  private func write(_ bytes: [UInt8], to name: String) throws {
    let temporary = file(".\(name).\(getpid())")
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("made", name) }
    defer { unlink(temporary) }
    let isWritten = fchmod(descriptor, 0o600) == 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    guard close(descriptor) == 0, isWritten, link(temporary, file(name)) == 0 else { throw failure("written", name) }
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure("written", name) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw failure("written", name) }
  }

  private func failure(_ verb: String, _ name: String) -> KeyFileError {
    KeyFileError(description: "The key file \(file(name)) can't be \(verb): \(String(cString: strerror(errno))).")
  }
}
