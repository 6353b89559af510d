/// One event of a Server-Sent Events stream.
public struct EventFrame: Sendable {
  /// Where to go on after a break; the client sends it as `Last-Event-ID`. No line ends.
  public let id: String?
  /// The event's name; nil for `message`. No line ends.
  public let event: String?
  /// Usually JSON on one line; every line of it gets a `data:` of its own.
  public let data: [UInt8]

  public init(id: String?, event: String?, data: [UInt8]) {
    self.id = id
    self.event = event
    self.data = data
  }

  /// The frame as the WHATWG's event stream format writes it.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count + 96)
    if let id { bytes.append(contentsOf: "id: \(id)\n".utf8) }
    if let event { bytes.append(contentsOf: "event: \(event)\n".utf8) }
    for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      bytes.append(contentsOf: "data: ".utf8)
      bytes.append(contentsOf: line)
      bytes.append(UInt8(ascii: "\n"))
    }
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }
}
