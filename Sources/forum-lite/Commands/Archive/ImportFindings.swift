import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import Importers

/// What an import came to, and what it has to say of single records: on standard error, the first ones of each kind, and all of them in a file where one is
/// named.
struct ImportFindings {
  enum Kind: String, Encodable { case skipped, changed }

  private struct Line: Encodable {
    let place: String
    let kind: Kind
    let reason: String
  }

  /// Lines of one kind that a person reads before the rest is only counted.
  private static let shownMax = 20

  /// How many records are new.
  private(set) var created = 0
  /// How many came in an earlier import.
  private(set) var known = 0
  private(set) var skipped = 0
  /// How many of the new ones are not as they were.
  private(set) var changed = 0
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

  /// How many records were looked at.
  var total: Int { created + known + skipped }

  /// Counts a chunk. `records` are its places, each with what was changed when it was read.
  mutating func add(_ report: ImportReport, of records: [(place: ArchivePlace, changes: [String])]) throws {
    created += report.created
    known += report.known
    for item in report.new where records.indices.contains(item.index) {
      let reasons = records[item.index].changes + item.changes
      if !reasons.isEmpty { changed += 1 }
      for reason in reasons { try tell(.changed, reason, at: records[item.index].place) }
    }
    for item in report.skipped where records.indices.contains(item.index) { try skip(item.reason, at: records[item.index].place) }
  }

  /// Counts a record that was left out.
  mutating func skip(_ reason: String, at place: ArchivePlace) throws {
    skipped += 1
    try tell(.skipped, reason, at: place)
  }

  private mutating func tell(_ kind: Kind, _ reason: String, at place: ArchivePlace) throws {
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

  /// Says how much was not shown, and what the import came to on standard output.
  func finish(asJSON: Bool) throws {
    for (reason, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.shownMax {
      print("… and \(count - Self.shownMax) more \(reason)")
    }
    try file?.close()
    if asJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let result = ["created": created, "known": known, "skipped": skipped, "changed": changed]
      Swift.print(String(decoding: try encoder.encode(result), as: UTF8.self))
    } else {
      Swift.print("imported \(created), known already \(known), skipped \(skipped), changed \(changed)")
    }
  }

  /// Scripts are to notice that the whole file was something else.
  func requireSome() throws {
    if created + known == 0 && skipped > 0 { throw ExitCode(EX_DATAERR) }
  }

  /// What stands in an archive must not steer the terminal.
  private func print(_ line: String) {
    let shown = line.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    FileHandle.standardError.write(Data((String(String.UnicodeScalarView(shown)) + "\n").utf8))
  }
}
