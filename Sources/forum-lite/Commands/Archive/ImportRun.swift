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
      var failure: (any Error)?
      for index in archives.indices where failure == nil {
        var chunk: [(record: (place: ArchivePlace, changes: [String]), item: ArchiveItem)] = []
        var bytes = 0
        while let record = Self.next(&archives[index], &failure) {
          switch record.item {
          case .success(let item):
            chunk.append(((record.place, record.changes), item))
            bytes += item.bytes
          case .failure(let skip): try findings.skip(skip.reason, at: record.place)
          }
          if chunk.count == Self.chunkMax || bytes > Self.chunkBytesMax {
            try await send(&chunk, to: forum, &findings)
            bytes = 0
            progress.advance(to: archives.reduce(0) { $0 + $1.progress.done }, items: findings.total)
          }
        }
        try await send(&chunk, to: forum, &findings)
      }
      progress.finish()
      try findings.finish(asJSON: options.json)
      if let failure { throw failure }
      try findings.requireSome()
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
    _ chunk: inout [(record: (place: ArchivePlace, changes: [String]), item: ArchiveItem)], to forum: OperatorLine, _ findings: inout ImportFindings
  ) async throws {
    guard !chunk.isEmpty else { return }
    guard case .imported(let report) = try await forum.call(.importItems(chunk.map(\.item), source: source)) else { throw AppError.otherVersion }
    try findings.add(report, of: chunk.map(\.record))
    chunk.removeAll(keepingCapacity: true)
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
