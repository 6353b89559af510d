import ForumKernel
import Foundation

/// What the index on disk consists of: written whole, under another name, synced and renamed, so that it is the old one or the new one.
struct Manifest: Codable {
  static let version = 1

  struct Entry: Codable {
    let file: String
    let crc32: UInt32
    /// Bits of `DeletedDocuments`.
    let deleted: [UInt64]
  }

  let version: Int
  let epoch: String
  let sequence: Int64
  let segments: [Entry]

  /// The text is JSON, then the checksum of that on a line of its own.
  func write(in directory: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var bytes = try encoder.encode(self)
    let checksum = bytes.withUnsafeBytes { Checksum.crc32($0) }
    bytes += Data("\n\(checksum)\n".utf8)
    try DurableFile.write(Array(bytes), named: "manifest", in: directory)
  }

  /// nil when there is none, or it is damaged or of another version.
  static func read(in directory: String) -> Manifest? {
    guard let bytes = FileManager.default.contents(atPath: directory + "/manifest"), bytes.last == UInt8(ascii: "\n") else { return nil }
    let lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"))
    guard lines.count == 2, let checksum = UInt32(String(decoding: lines[1], as: UTF8.self)),
      Data(lines[0]).withUnsafeBytes({ Checksum.crc32($0) }) == checksum,
      let manifest = try? JSONDecoder().decode(Manifest.self, from: lines[0]), manifest.version == Self.version
    else { return nil }
    return manifest
  }
}
