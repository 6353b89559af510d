public import Auth
import Foundation

/// Accounts, one JSON object a line: `handle, email, display_name, password_hash, created_at`. Fields that are not named here are ignored.
public struct AccountsReader {
  private struct Line: Decodable {
    let handle: String
    let email: String
    let displayName: String?
    let passwordHash: String?
    let createdAt: String?

    enum CodingKeys: String, CodingKey {
      case handle, email
      case displayName = "display_name"
      case passwordHash = "password_hash"
      case createdAt = "created_at"
    }
  }

  private var lines: LineReader
  private var done: Int64 = 0

  /// `-` reads standard input.
  public init(path: String) throws { lines = try LineReader(path: path) }

  /// Bytes read so far, and bytes that there are; 0 when that is not known.
  public var progress: (done: Int64, total: Int64) { (done, lines.size) }

  /// An account, or why its line is none, with what of it is not as it was.
  public typealias Record = (place: ArchivePlace, account: Result<ImportedAccount, SkippedRecord>, changes: [String])

  /// nil at the end.
  public mutating func next() throws -> Record? {
    while let line = try lines.next() {
      done = line.end
      let place = ArchivePlace(file: lines.path, line: line.number)
      guard let text = line.text else { return (place, .failure(SkippedRecord(reason: "the line is longer than 8 MiB or not UTF-8")), []) }
      if text.allSatisfy(\.isWhitespace) { continue }
      var changes: [String] = []
      let account = Self.account(text, &changes)
      return (place, account, changes)
    }
    return nil
  }

  private static func account(_ text: String, _ changes: inout [String]) -> Result<ImportedAccount, SkippedRecord> {
    do {
      let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
      for (name, value) in [("handle", line.handle), ("email", line.email), ("password_hash", line.passwordHash ?? "")]
      where value.utf8.count > ImportLimits.accountFieldBytesMax {
        return .failure(SkippedRecord(reason: "the field \(name) is longer than \(ImportLimits.accountFieldBytesMax) bytes"))
      }
      return .success(
        ImportedAccount(
          handle: line.handle, email: line.email, displayName: line.displayName.map { PlainText.line($0, "display_name", &changes) },
          passwordHash: line.passwordHash,
          createdAt: line.createdAt))
    } catch DecodingError.keyNotFound(let key, _) {
      return .failure(SkippedRecord(reason: "the field \(key.stringValue) is missing"))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      guard let field = context.codingPath.first else { return .failure(SkippedRecord(reason: "the line is not a JSON object")) }
      return .failure(SkippedRecord(reason: "the field \(field.stringValue) has the wrong type"))
    } catch {
      return .failure(SkippedRecord(reason: "the line is not a JSON object"))
    }
  }
}
