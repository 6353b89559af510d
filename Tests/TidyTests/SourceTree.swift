import Foundation

/// The files that the rules look at.
struct SourceTree: Sendable {
  let files: [SourceFile]

  /// Swift files that people write: not what `scripts/generate` does.
  var swift: [SourceFile] { files.filter { $0.path.hasSuffix(".swift") && !$0.path.contains("/Generated/") } }

  func swift(in folder: String) -> [SourceFile] { swift.filter { $0.isIn(folder) } }

  subscript(path: String) -> SourceFile? { files.first { $0.path == path } }

  /// This project, read once.
  static let project = SourceTree(root: URL(filePath: #filePath).resolvingSymlinksInPath().appending(path: "../../..").standardized)

  init(files: [SourceFile]) { self.files = files }

  /// One made-up file, to see a rule at work.
  init(_ path: String, _ text: String) { self.init(files: [SourceFile(path, text)]) }

  private init(root: URL) {
    let folders = ["Sources", "Tests", "Plugins", "scripts", "configs", ".ci"].map { root.appending(path: $0) }
    let top = ["Package.swift", "README.md"].map { root.appending(path: $0) }
    let found = folders.flatMap { folder in
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    }
    let prefix = root.path(percentEncoded: false).split(separator: "/").count
    files = (top + found).compactMap { url in
      guard let data = FileManager.default.contents(atPath: url.path(percentEncoded: false)) else { return nil }
      let path = url.path(percentEncoded: false).split(separator: "/").dropFirst(prefix).joined(separator: "/")
      return String(validating: data, as: UTF8.self).map { SourceFile(path, $0) }
    }
  }
}
