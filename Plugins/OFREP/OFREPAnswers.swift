import Admin
import ForumKernel
import Foundation

/// A flag in an answer: what it says, or why it can't.
struct WireFlag: Decodable {
  let key: String
  let result: Result<FeatureEvaluation, FeatureFailure>

  private enum CodingKeys: String, CodingKey { case key, value, reason, variant, metadata, errorCode, errorDetails }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    key = try members.decode(String.self, forKey: .key)
    if let code = try members.decodeIfPresent(String.self, forKey: .errorCode) {
      result = .failure(FeatureFailure(code: code, details: try? members.decodeIfPresent(String.self, forKey: .errorDetails)))
    } else {
      let value = try members.decodeIfPresent(AttributeValue.self, forKey: .value)
      let reason = try members.decodeIfPresent(String.self, forKey: .reason)
      result = .success(
        FeatureEvaluation(
          key: key, variant: try members.decodeIfPresent(String.self, forKey: .variant), value: value == .null ? nil : value,
          reason: reason.map { FeatureEvaluation.Reason(rawValue: $0) } ?? .unknown,
          metadata: (try? members.decodeIfPresent([String: AttributeValue].self, forKey: .metadata)) ?? [:]))
    }
  }

  var answer: FeatureAnswer { FeatureAnswer(key: key, result: result) }
}

/// All flags.
struct WireFlags: Decodable {
  /// In order, each once; what can't be read among them is left out.
  let flags: [FeatureAnswer]
  let streams: [WireStream]

  private struct Lenient<Item: Decodable>: Decodable {
    let item: Item?
    init(from decoder: any Decoder) throws { item = try? Item(from: decoder) }
  }

  private enum CodingKeys: String, CodingKey { case flags, eventStreams }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    let all = try members.decode([Lenient<WireFlag>].self, forKey: .flags).compactMap(\.item)
    flags = Dictionary(all.map { ($0.key, $0.answer) }, uniquingKeysWith: { $1 }).values.sorted { $0.key < $1.key }
    streams = ((try? members.decodeIfPresent([Lenient<WireStream>].self, forKey: .eventStreams)) ?? []).compactMap(\.item)
  }
}

/// Where changes are told.
struct WireStream: Decodable {
  private struct Endpoint: Decodable {
    let origin: String?
    let requestURI: String
    enum CodingKeys: String, CodingKey {
      case origin
      case requestURI = "requestUri"
    }
  }

  /// What the protocol assumes where nothing is said.
  private static let inactivityDefault: Int64 = 120
  private static let inactivityMax: Int64 = 86_400

  let type: String
  let inactivity: Duration
  private let url: String?
  private let endpoint: Endpoint?

  private enum CodingKeys: String, CodingKey {
    case type, url, endpoint
    case inactivity = "inactivityDelaySec"
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    type = try members.decode(String.self, forKey: .type)
    url = try members.decodeIfPresent(String.self, forKey: .url)
    endpoint = try members.decodeIfPresent(Endpoint.self, forKey: .endpoint)
    let seconds = (try? members.decodeIfPresent(Int64.self, forKey: .inactivity)) ?? Self.inactivityDefault
    inactivity = .seconds(min(max(seconds, 1), Self.inactivityMax))
  }

  /// nil for one that can't be followed. `base`: the origin of the flag service.
  func address(base: String) -> String? {
    guard type == "sse" else { return nil }
    let address = url ?? endpoint.flatMap { $0.requestURI.hasPrefix("/") ? ($0.origin ?? base) + $0.requestURI : nil }
    return address.flatMap { OFREPTarget.origin(of: $0) == nil ? nil : $0 }
  }
}

/// What can't be evaluated at all.
struct WireFailure: Decodable {
  let errorCode: String?
  let errorDetails: String?
}

/// What an event stream tells.
struct WireEvent: Decodable {
  private enum Stamp: Decodable {
    case text(String)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      self = .text(try (try? value.decode(Int64.self)).map { "\($0)" } ?? value.decode(String.self))
    }
  }

  private static let stampBytesMax = 512

  private let type: String
  private let etag: String?
  private let lastModified: Stamp?

  var isChange: Bool { type == "refetchEvaluation" }

  /// What a question that follows from it says about it, as a query.
  var hint: String? {
    var pairs: [String] = []
    if let etag, etag.utf8.count <= Self.stampBytesMax { pairs.append("flagConfigEtag=\(PathText.encode(etag))") }
    if case .text(let text) = lastModified, text.utf8.count <= Self.stampBytesMax { pairs.append("flagConfigLastModified=\(PathText.encode(text))") }
    return pairs.isEmpty ? nil : pairs.joined(separator: "&")
  }
}

extension FeatureFailure {
  /// Of words that somebody else chose.
  init(code: String, details: String??) {
    self.init(Code(rawValue: code) ?? .general, String((details.flatMap(\.self) ?? "The flag service can't evaluate this flag.").prefix(500)))
  }
}

/// Text in paths and queries.
enum PathText {
  static func encode(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || "-._~".utf8.contains(byte)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
