/// One Server-Sent Event.
public struct EventFrame: Sendable {
  /// As the WHATWG's event stream format writes it.
  let bytes: [UInt8]

  /// What another frame was written as.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// - Parameters:
  ///   - id: where to go on after a break; the client sends it as `Last-Event-ID`. No line ends.
  ///   - event: the event's name; nil for `message`. No line ends.
  ///   - data: usually JSON on one line; every line of it gets a `data:` of its own.
  public init(id: String?, event: String?, data: [UInt8]) {
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
    self.bytes = bytes
  }
}
