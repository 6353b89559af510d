/// Reads Server-Sent Events out of bytes as they come. A value.
struct EventLines {
  struct Event: Equatable {
    let data: String
  }

  /// More is no notification.
  private static let bytesMax = 64 << 10

  /// Where to go on after a break.
  private(set) var lastID: String?
  private var line: [UInt8] = []
  private var data: [String] = []
  private var dataBytes = 0
  private var endsInReturn = false

  init(lastID: String?) { self.lastID = lastID }

  /// The events that these bytes complete. Throws for one without end.
  mutating func read(_ bytes: some Sequence<UInt8>) throws(OFREPError) -> [Event] {
    var events: [Event] = []
    for byte in bytes {
      defer { endsInReturn = byte == UInt8(ascii: "\r") }
      switch byte {
      case UInt8(ascii: "\n") where endsInReturn: break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if let event = endLine() { events.append(event) }
      default:
        line.append(byte)
        guard line.count + dataBytes <= Self.bytesMax else { throw .tooLarge }
      }
    }
    return events
  }

  private mutating func endLine() -> Event? {
    defer { line.removeAll(keepingCapacity: true) }
    guard !line.isEmpty else {
      defer { (data, dataBytes) = ([], 0) }
      return data.isEmpty ? nil : Event(data: data.joined(separator: "\n"))
    }
    let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    var value = parts.count > 1 ? parts[1] : []
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    switch String(decoding: parts[0], as: UTF8.self) {
    case "data":
      data.append(String(decoding: value, as: UTF8.self))
      dataBytes += value.count + 1
    case "id": if value.allSatisfy({ (0x20...0x7e).contains($0) }) { lastID = String(decoding: value, as: UTF8.self) }
    default: break
    }
    return nil
  }
}
