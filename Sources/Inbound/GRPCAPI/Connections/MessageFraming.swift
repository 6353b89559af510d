import NIOCore

/// How much of a message has come whose end has not: gRPC puts a flag and four bytes of length before each one.
struct MessageFraming {
  private static let prefixLength = 5

  /// Bytes of the message that is not whole, its prefix with them.
  private(set) var unfinished = 0
  private var prefix: [UInt8] = []
  /// Bytes that are still to come of a message whose length is known.
  private var missing = 0
  /// Of the newest message, as its prefix says.
  private(set) var length = 0
  /// At least one message is whole.
  private(set) var hasMessage = false

  mutating func take(_ bytes: ByteBufferView) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if prefix.count < Self.prefixLength {
        let part = rest.prefix(Self.prefixLength - prefix.count)
        prefix += part
        unfinished += part.count
        rest = rest.dropFirst(part.count)
        guard prefix.count == Self.prefixLength else { return }
        length = prefix.dropFirst().reduce(0) { $0 << 8 | Int($1) }
        missing = length
      } else {
        let part = min(missing, rest.count)
        missing -= part
        unfinished += part
        rest = rest.dropFirst(part)
      }
      if missing == 0 {
        (prefix, unfinished, hasMessage) = ([], 0, true)
      }
    }
  }
}
