/// Encrypts secrets under a pass phrase, and opens them again.
public struct SecretSealer: Sendable {
  public let seal: @Sendable (_ secret: [UInt8], _ passphrase: String) throws -> [UInt8]
  /// Throws `invalid` (`seal_broken`) for another pass phrase and for bytes that were changed.
  public let open: @Sendable (_ sealed: [UInt8], _ passphrase: String) throws -> [UInt8]

  public init(
    seal: @escaping @Sendable (_ secret: [UInt8], _ passphrase: String) throws -> [UInt8],
    open: @escaping @Sendable (_ sealed: [UInt8], _ passphrase: String) throws -> [UInt8]
  ) {
    self.seal = seal
    self.open = open
  }
}
