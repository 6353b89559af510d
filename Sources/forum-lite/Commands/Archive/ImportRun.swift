import ArgumentParser
import Forum
import ForumKernel
import ForumRuntime
import Foundation
import Importers

/// Sends archives to the forum, chunk by chunk.
struct ImportRun {
  /// Records in one transaction: enough to share a commit, few enough that nobody waits long for the writer.
  private static let chunkMax = 200
  /// Text in one transaction, for the same reason, and so that it fits into a message.
  private static let chunkBytesMax = 2 << 20

  let source: String
  let options: ImportCommand.Options

  /// One after the other; each is read in constant memory.
  func take(_ archives: [any ArchiveReader], _ common: CommonOptions) async throws {
    var findings = try ImportFindings(report: options.report)
    var archives = archives
    let total = archives.reduce(0) { $0 + $1.progress.total }
    try await common.withForum { forum in
      var progress = ProgressLine(total: total, unit: "records")
      var sum = ImportReport()
      var failure: (any Error)?
      for index in archives.indices where failure == nil {
        var chunk: [(place: ArchivePlace, item: ArchiveItem)] = []
        var bytes = 0
        while let record = Self.next(&archives[index], &failure) {
          for note in record.notes { try findings.add(.note, note, at: record.place) }
          switch record.item {
          case .success(let item):
            chunk.append((record.place, item))
            bytes += item.bytes
          case .failure(let skip): try findings.add(.skipped, skip.reason, at: record.place)
          }
          if chunk.count == Self.chunkMax || bytes > Self.chunkBytesMax {
            try await send(&chunk, to: forum, &sum, &findings)
            bytes = 0
            progress.advance(to: archives.reduce(0) { $0 + $1.progress.done }, items: sum.created + sum.known + findings.skipped)
          }
        }
        try await send(&chunk, to: forum, &sum, &findings)
      }
      progress.finish()
      try findings.finish()
      try Self.show(sum, findings, asJSON: options.json)
      if let failure { throw failure }
      try Self.requireSome(sum, findings)
    }
  }

  /// nil at the end, and where the archive cannot be read any further: what stands before that place is taken first.
  private static func next(_ archive: inout any ArchiveReader, _ failure: inout (any Error)?) -> ArchiveRecord? {
    do {
      return try archive.next()
    } catch {
      failure = error
      return nil
    }
  }

  private func send(
    _ chunk: inout [(place: ArchivePlace, item: ArchiveItem)], to forum: OperatorLine, _ sum: inout ImportReport, _ findings: inout ImportFindings
  ) async throws {
    guard !chunk.isEmpty else { return }
    guard case .imported(let part) = try await forum.call(.importItems(chunk.map(\.item), source: source)) else { throw AppError.otherVersion }
    sum.created += part.created
    sum.known += part.known
    for skip in part.skipped where chunk.indices.contains(skip.index) {
      try findings.add(.skipped, skip.reason, at: chunk[skip.index].place)
    }
    chunk.removeAll(keepingCapacity: true)
  }

  /// Scripts are to notice that the whole file was something else.
  static func requireSome(_ sum: ImportReport, _ findings: ImportFindings) throws {
    if sum.created + sum.known == 0 && findings.skipped > 0 { throw ExitCode(EX_DATAERR) }
  }

  /// What an import came to, on standard output.
  static func show(_ sum: ImportReport, _ findings: ImportFindings, asJSON: Bool) throws {
    if asJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let result = ["created": sum.created, "known": sum.known, "skipped": findings.skipped, "noted": findings.noted]
      print(String(decoding: try encoder.encode(result), as: UTF8.self))
    } else {
      print("imported \(sum.created), known already \(sum.known), skipped \(findings.skipped)")
    }
  }
}

extension ArchiveItem {
  /// About how much it adds to a message.
  fileprivate var bytes: Int {
    switch self {
    case .message(let message): message.text.body.utf8.count
    case .comment(let comment): comment.text.body.utf8.count
    case .author, .board, .vote: 0
    }
  }
}
