/// Who a passkey is for: a domain, and the addresses of the pages on which it may be used.
public struct RelyingParty: Sendable, Equatable {
  /// A domain, such as `forum.example.org`.
  public let id: String
  /// What people read.
  public let name: String
  /// `https://forum.example.org`, with the port where it is not the usual one.
  public let origins: [String]

  public init(id: String, name: String, origins: [String]) {
    self.id = id
    self.name = name
    self.origins = origins
  }
}
