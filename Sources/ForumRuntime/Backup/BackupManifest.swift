public import ForumKernel
import Foundation

/// What a back-up says about itself: the first file in its archive. The second one, `manifest.sha256`, vouches for it.
public struct BackupManifest: Codable, Sendable, Equatable {
  /// What this release writes; it reads no newer one.
  static let currentFormat = 1
  /// More is no manifest of ours.
  static let bytesMax: Int64 = 1 << 20
  static let fileName = "manifest.json"
  static let checksumName = "manifest.sha256"
  static let configurationName = "config.yaml"
  static let keysName = "keys.sealed"
  /// Signed with one of the keys.
  static let anchorsName = "audit-anchors.jsonl"

  /// One file of the archive.
  public struct Part: Codable, Sendable, Equatable {
    public let name: String
    public let bytes: Int64
    public let sha256: String
    /// For whoever opens the archive by hand.
    public let holds: String
  }

  public let format: Int
  /// The release that wrote it.
  public let program: String
  public let createdAt: Timestamp
  /// The store adapter that reads the database.
  public let store: String
  /// The newest schema step of the database.
  public let schema: Int
  /// The number of rows by table.
  public let rows: [String: Int64]
  /// In their order in the archive.
  public let parts: [Part]
  /// Files of attachments whose rows are in the archive, and whose bytes were lost before; nil where none is lost. Counted when the archive is read back, so
  /// never in it.
  public internal(set) var missingFiles: Int?

  enum CodingKeys: String, CodingKey {
    case format, program, store, schema, rows, parts
    case createdAt = "created_at"
    case missingFiles = "missing_files"
  }

  func part(_ name: String) -> Part? { parts.first { $0.name == name } }

  /// All rows together.
  public var rowCount: Int64 { rows.values.reduce(0, +) }
  /// Whether the forum's keys are in it, sealed.
  public var hasKeys: Bool { part(Self.keysName) != nil }

  var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
  }

  /// Throws `conflict` (`data_format_newer`) for a newer format, whatever else is in it.
  init(json: Data, path: String) throws {
    struct Probe: Decodable { let format: Int }
    guard let probe = try? JSONDecoder().decode(Probe.self, from: json) else { throw BackupFailure.notABackup(path) }
    guard probe.format <= Self.currentFormat else { throw BackupFailure.newer(path, format: probe.format) }
    guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: json) else {
      throw BackupFailure.damaged(path, "its manifest can't be read")
    }
    self = manifest
  }

  init(format: Int, program: String, createdAt: Timestamp, store: String, schema: Int, rows: [String: Int64], parts: [Part]) {
    self.format = format
    self.program = program
    self.createdAt = createdAt
    self.store = store
    self.schema = schema
    self.rows = rows
    self.parts = parts
  }
}
