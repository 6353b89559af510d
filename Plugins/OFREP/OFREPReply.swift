import Admin
import Foundation
import NIOHTTP1

/// What an answer of the flag service comes to.
enum OFREPReply {
  typealias Flags = Result<[FeatureAnswer], FeatureFailure>

  /// `known` is still so.
  case unchanged(Flags)
  case said(Flags, entityTag: String?, streams: [WireStream])

  private static let entityTagBytesMax = 512

  var flags: Flags {
    switch self {
    case .unchanged(let flags), .said(let flags, _, _): flags
    }
  }

  /// Reads the answer to a question of one flag, or of all. `known`: what the entity tag that went with it stands for.
  init(_ answer: OFREPClient.Answer, key: String?, known: Flags?) throws(OFREPError) {
    if let complaint = OFREPClient.complaint(answer) { throw complaint }
    switch answer.status {
    case 304:
      guard let known else { throw .malformed("status 304 to a question without an entity tag") }
      self = .unchanged(known)
    case 200:
      if let key {
        guard let flag = Self.decode(WireFlag.self, answer) else { throw .malformed("an evaluation that can't be read") }
        guard flag.key == key else { throw .malformed("an evaluation of another flag") }
        self = .said(.success([flag.answer]), entityTag: nil, streams: [])
      } else {
        guard let all = Self.decode(WireFlags.self, answer) else { throw .malformed("a list of flags that can't be read") }
        self = .said(.success(all.flags), entityTag: Self.entityTag(answer), streams: all.streams)
      }
    default:
      let failure = try Self.failure(answer)
      self = .said(key.map { .success([FeatureAnswer(key: $0, result: .failure(failure))]) } ?? .failure(failure), entityTag: nil, streams: [])
    }
  }

  /// Of 400 and 404. One that says nothing of the flag is none: proxies know these statuses too.
  private static func failure(_ answer: OFREPClient.Answer) throws(OFREPError) -> FeatureFailure {
    guard let code = decode(WireFailure.self, answer)?.errorCode else { throw .malformed("status \(answer.status) without an error code") }
    let failure = FeatureFailure(code: code, details: decode(WireFailure.self, answer)?.errorDetails)
    guard failure.code != .general else { throw .general }
    guard (failure.code == .flagNotFound) == (answer.status == 404) else { throw .malformed("status \(answer.status) with another error code") }
    return failure
  }

  private static func entityTag(_ answer: OFREPClient.Answer) -> String? {
    answer.headers.first(name: "etag").flatMap { tag in
      tag.utf8.count <= entityTagBytesMax && tag.utf8.allSatisfy { (0x20...0x7e).contains($0) } ? tag : nil
    }
  }

  private static func decode<Wire: Decodable>(_ type: Wire.Type, _ answer: OFREPClient.Answer) -> Wire? {
    try? JSONDecoder().decode(type, from: answer.body)
  }
}

extension Result<[FeatureAnswer], FeatureFailure> {
  /// What it says of one flag.
  func one(_ key: String) -> Result<FeatureEvaluation, FeatureFailure> {
    flatMap { answers in answers.first { $0.key == key }?.result ?? .failure(.notFound) }
  }

  /// The same, said to be the last that is known.
  var stale: Self { map { answers in answers.map { FeatureAnswer(key: $0.key, result: $0.result.stale) } } }
}

extension Result<FeatureEvaluation, FeatureFailure> {
  fileprivate var stale: Self {
    map { evaluation in
      var evaluation = evaluation
      evaluation.reason = .stale
      return evaluation
    }
  }
}
