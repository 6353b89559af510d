import ForumKernel
import Foundation

/// The files with a forum's secrets.
enum KeyFiles {
  /// Copies a directory of key files, readable by their owner alone; nothing to do when there is none.
  static func copy(from source: String, to target: String) throws {
    let keys = try read(source)
    if !keys.isEmpty { try write(keys, to: target) }
  }

  /// What the files hold, by name; empty when there is no such directory.
  static func read(_ directory: String) throws -> [String: [UInt8]] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return try names.reduce(into: [:]) { keys, name in
      guard let bytes = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
        throw AppError(.unavailable, "data_directory", "Cannot read the key \(directory)/\(name).")
      }
      keys[name] = Array(bytes)
    }
  }

  /// Makes the directory and the files. Names are plain.
  static func write(_ keys: [String: [UInt8]], to directory: String) throws {
    let files = FileManager.default
    try PrivateFolder.make(directory)
    for (name, bytes) in keys {
      guard !name.contains("/"), files.createFile(atPath: "\(directory)/\(name)", contents: Data(bytes), attributes: [.posixPermissions: 0o600])
      else { throw AppError(.unavailable, "data_directory", "Cannot write the key \(directory)/\(name).") }
    }
  }
}
