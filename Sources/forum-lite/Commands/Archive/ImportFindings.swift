import ForumKernel
import Foundation
import Importers

/// What an import has to say of single records: on standard error, the first ones of each kind, and all of them in a file where one is named.
struct ImportFindings {
  enum Kind: String, Encodable { case skipped, note }

  private struct Line: Encodable {
    let place: String
    let kind: Kind
    let reason: String
  }

  /// Lines of one kind that a person reads before the rest is only counted.
  private static let shownMax = 20

  private(set) var skipped = 0
  private(set) var noted = 0
  private let file: FileHandle?
  /// By reason, with `#` for numbers.
  private var counts: [String: Int] = [:]

  /// Throws `notFound` when the file cannot be written.
  init(report path: String?) throws {
    guard let path else {
      file = nil
      return
    }
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
      throw AppError(.notFound, "file_not_found", "The file \(path) cannot be written: check the path and its rights.")
    }
    file = handle
  }

  mutating func add(_ kind: Kind, _ reason: String, at place: ArchivePlace) throws {
    if kind == .skipped { skipped += 1 } else { noted += 1 }
    if let file {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try file.write(contentsOf: try encoder.encode(Line(place: place.description, kind: kind, reason: reason)) + Data("\n".utf8))
    }
    let shape = "\(kind.rawValue): " + reason.split(whereSeparator: \.isNumber).joined(separator: "#")
    // Reasons hold ids: what has too many shapes is counted as one.
    let key = counts[shape] == nil && counts.count >= 1000 ? "\(kind.rawValue): other reasons" : shape
    counts[key, default: 0] += 1
    if counts[key, default: 0] <= Self.shownMax { print("\(place): \(kind.rawValue): \(reason)") }
  }

  /// Says how much was not shown.
  func finish() throws {
    for (reason, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.shownMax {
      print("… and \(count - Self.shownMax) more \(reason)")
    }
    try file?.close()
  }

  private func print(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
