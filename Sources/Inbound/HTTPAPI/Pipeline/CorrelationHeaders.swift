package import ForumKernel
import HTTPTypes

/// The ids that join a request with its logs, events and the calls of others.
package enum CorrelationHeaders {
  static let requestIDLengthMax = 128

  /// Takes a well-formed `X-Request-Id` and `traceparent` (W3C Trace Context) over; makes new ones otherwise. The span is always new.
  static func correlation(_ fields: HTTPFields, _ ids: IDGenerator) -> Correlation {
    correlation(requestID: fields[.xRequestID], traceparent: fields[.traceparent], ids)
  }

  /// The same for a call that brings them by another protocol.
  package static func correlation(requestID: String?, traceparent: String?, _ ids: IDGenerator) -> Correlation {
    let id = ids.nextRaw()
    let given = requestID.flatMap { isWellFormed($0) ? $0 : nil }
    let span = hexadecimal(id.low &* 0x9e37_79b9_7f4a_7c15 | 1)
    if let parent = traceparent, let trace = trace(of: parent) {
      return Correlation(requestID: given ?? id.description, traceparent: "00-\(trace)-\(span)-\(parent.suffix(2))")
    }
    return Correlation(requestID: given ?? id.description, traceparent: "00-\(hexadecimal(id.high))\(hexadecimal(id.low))-\(span)-00")
  }

  private static func isWellFormed(_ id: String) -> Bool {
    let utf8 = id.utf8
    guard (1...requestIDLengthMax).contains(utf8.count) else { return false }
    return utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
  }

  /// The trace id of `00-<32>-<16>-<2>` in lower-case digits, not all zero; nil for anything else.
  private static func trace(of parent: String) -> Substring? {
    let parts = parent.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "00", parts[1].utf8.count == 32, parts[2].utf8.count == 16, parts[3].utf8.count == 2 else { return nil }
    let isHexadecimal = parts.allSatisfy { part in
      part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }
    let isZero = parts[1...2].contains { part in part.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
    return isHexadecimal && !isZero ? parts[1] : nil
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    String(unsafeUninitializedCapacity: 16) { buffer in
      let digits: StaticString = "0123456789abcdef"
      for index in 0..<16 { buffer[index] = digits.utf8Start[Int(word >> (60 - 4 * UInt64(index)) & 15)] }
      return 16
    }
  }
}

extension HTTPField.Name {
  static let xRequestID = HTTPField.Name("X-Request-Id")!
}
