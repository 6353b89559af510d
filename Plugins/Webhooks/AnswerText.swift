import Foundation
import NIOCore
import Notifications
import Synchronization

/// The first bytes of an answer.
final class Beginning: Sendable {
  private let kept = Mutex<[UInt8]>([])

  var bytes: [UInt8] { kept.withLock { $0 } }

  /// How many there are now.
  func append(_ part: ByteBufferView) -> Int {
    kept.withLock { bytes in
      bytes += part.prefix(WebhookLimits.answerBytesMax - bytes.count)
      return bytes.count
    }
  }
}

/// An answer as text that can be stored and shown.
enum AnswerText {
  /// Without what is no text: PostgreSQL takes no zeros, and terminals act on others.
  static func shown(_ bytes: [UInt8]) -> String {
    String(String.UnicodeScalarView(String(decoding: bytes, as: UTF8.self).unicodeScalars.map { $0.properties.isPrintable ? $0 : "\u{fffd}" }))
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .surrogate, .privateUse, .unassigned, .format: false
    default: true
    }
  }
}
