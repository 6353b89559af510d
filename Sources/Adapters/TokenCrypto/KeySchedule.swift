import ForumKernel

/// The keys that sign access tokens, in the order in which each one's time comes. One signs; those before it are still believed as long as a token of
/// theirs can be alive; those after it are shown in the key set already, so that whoever keeps a copy of the set knows them when they begin.
struct KeySchedule: Sendable {
  struct Entry: Sendable {
    let key: SigningKey
    let signsFrom: Timestamp
    let jwt: JWTFormat
    let footer: String

    init(_ key: SigningKey, signsFrom: Timestamp) {
      self.key = key
      self.signsFrom = signsFrom
      jwt = JWTFormat(key)
      footer = Base64URL.encode(#"{"kid":"\#(key.id)"}"#.utf8)
    }
  }

  /// Never empty.
  let entries: [Entry]

  init(_ keys: [(key: SigningKey, signsFrom: Timestamp)]) {
    precondition(!keys.isEmpty, "a forum signs with at least one key")
    entries = keys.map { Entry($0.key, signsFrom: $0.signsFrom) }.sorted { ($0.signsFrom, $0.key.id) < ($1.signsFrom, $1.key.id) }
  }

  /// The newest of those whose time has come.
  func signing(at now: Timestamp) -> Entry { entries.last { $0.signsFrom <= now } ?? entries[0] }

  /// Whose tokens are believed: also those of a node whose clock is ahead.
  func believed(at now: Timestamp) -> [Entry] {
    shown(at: now).filter { $0.signsFrom <= now.adding(seconds: TokenCryptoLimits.clockSkewSeconds) }
  }

  /// What the key set holds: all but those whose last token has expired.
  func shown(at now: Timestamp) -> [Entry] {
    entries.indices.filter { index in index == entries.count - 1 || now < Self.end(before: entries[index + 1]) }.map { entries[$0] }
  }

  /// When the last token of the key before this one has expired.
  private static func end(before next: Entry) -> Timestamp {
    next.signsFrom.adding(seconds: TokenCryptoLimits.accessTokenLifetimeSecondsMax + TokenCryptoLimits.clockSkewSeconds)
  }
}

/// The name of a signing key says from when on it signs, in milliseconds since 1970: `signing.1764350000000.key`. The first one is `signing.key`.
enum SigningKeyName {
  static let first = "signing.key"

  static func text(signsFrom: Timestamp) -> String { "signing.\(signsFrom.milliseconds).key" }

  /// nil for the name of another kind of key.
  static func signsFrom(_ name: String) -> Timestamp? {
    if name == first { return Timestamp(milliseconds: 0) }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "signing", parts[2] == "key", let milliseconds = Int64(parts[1]), milliseconds > 0 else { return nil }
    return Timestamp(milliseconds: milliseconds)
  }
}
