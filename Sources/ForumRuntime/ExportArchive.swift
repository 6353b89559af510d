import Auth
import ForumKernel

/// The tar archive that an export is sent as.
enum ExportArchive {
  /// One file with its header; the end of an archive for nil. Contents are smaller than a client's patience: each is one piece.
  static func piece(_ part: ExportPart?, at moment: Timestamp) -> [UInt8] {
    guard let part else { return [UInt8](repeating: 0, count: 2 * TarHeader.blockBytes) }
    let bytes = Array(part.content.utf8)
    let header = TarHeader(name: part.name, bytes: Int64(bytes.count), time: moment.milliseconds / 1000)
    return header.rendered + bytes + [UInt8](repeating: 0, count: TarHeader.padding(after: Int64(bytes.count)))
  }

  /// What stands before a file of this name and length, and after it.
  static func around(_ name: String, _ bytes: Int64, at moment: Timestamp) -> (head: [UInt8], tail: [UInt8]) {
    let header = TarHeader(name: name, bytes: bytes, time: moment.milliseconds / 1000)
    return (header.rendered, [UInt8](repeating: 0, count: TarHeader.padding(after: bytes)))
  }
}
