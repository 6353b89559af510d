import ForumKernel
import Foundation

/// The folder that the facade keeps its file in.
enum DataFolder {
  /// Throws `unavailable` (`facade_journal`).
  static func make(_ path: String) throws(AppError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw AppError(.unavailable, "facade_journal", "The search facade cannot make the folder \(path).")
    }
  }
}
