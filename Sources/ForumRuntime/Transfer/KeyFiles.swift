import ForumKernel
import Foundation

/// The files with a forum's secrets.
enum KeyFiles {
  /// Copies a directory of key files, readable by their owner alone; nothing to do when there is none.
  static func copy(from source: String, to target: String) throws {
    let files = FileManager.default
    guard let names = try? files.contentsOfDirectory(atPath: source) else { return }
    try files.createDirectory(atPath: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for name in names {
      guard let bytes = files.contents(atPath: "\(source)/\(name)"),
        files.createFile(atPath: "\(target)/\(name)", contents: bytes, attributes: [.posixPermissions: 0o600])
      else { throw AppError(.unavailable, "data_directory", "Cannot copy the key \(source)/\(name) to \(target).") }
    }
  }
}
