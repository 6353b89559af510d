import Forum
import ForumKernel
import Foundation
import Importers
import Support

/// All records of an archive, from its beginning to its end.
func records(_ reader: some ArchiveReader) throws -> [ArchiveRecord] {
  var reader = reader
  var records: [ArchiveRecord] = []
  while let record = try reader.next() { records.append(record) }
  return records
}

/// Runs `body` with the path of a fresh folder that is there.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  try await withTemporaryFolder { folder in
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return try await body(folder)
  }
}

/// The records of an mbox file with this content.
func mail(_ content: some Sequence<UInt8>) async throws -> [ArchiveRecord] {
  try await withFolder { folder in
    try Data(content).write(to: URL(fileURLWithPath: folder + "/a.mbox"))
    return try records(MailboxReader(path: folder + "/a.mbox", board: "Mail", now: Timestamp(milliseconds: 1_750_000_000_000)))
  }
}

func mail(_ content: String) async throws -> [ArchiveRecord] { try await mail(content.utf8) }

extension ArchiveRecord {
  var message: ArchiveMessage? { if case .success(.message(let message)) = item { message } else { nil } }
  var reason: String? { if case .failure(let skip) = item { skip.reason } else { nil } }
}

/// A message as it stands in an mbox file.
func message(_ headers: String, _ body: String) -> String {
  "From ada at example.org  Fri Jan  1 00:27:50 2010\nDate: Fri, 1 Jan 2010 12:00:00 +0100\n\(headers)\n\n\(body)\n\n"
}
