public import ForumKernel

/// Where a webhook sends to: an address that has one reading only, so that what is checked is what is asked.
public struct WebhookURL: Sendable, Hashable {
  /// As it is asked: scheme and host in small letters.
  public let text: String
  public let isSecure: Bool
  /// Without the brackets of an IPv6 address.
  public let host: String
  public let port: Int
  /// The host as an address; nil for a name.
  public let address: IPAddress?

  /// Throws `invalid` with what is wrong; whether it may be asked is `WebhookRules`' to say.
  public init(_ text: String) throws(AppError) {
    guard text.utf8.count <= WebhookLimits.urlLengthMax else { throw Self.malformed("too_long", "The address is too long.") }
    // What browsers and libraries read in different ways is refused: other characters, backslashes, names and passwords.
    guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !"\\\"<>^`{|}".utf8.contains($0) }) else {
      throw Self.malformed(
        "malformed", "The address must be plain ASCII without spaces, quotes, braces and backslashes; other characters are percent-encoded.")
    }
    guard let mark = text.firstRange(of: "://") else { throw Self.malformed("malformed", "The address must begin with https://.") }
    let scheme = text[..<mark.lowerBound].lowercased()
    guard ["https", "http"].contains(scheme) else { throw Self.malformed("scheme", "The address must begin with https://.") }
    let rest = text[mark.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let path = rest[authority.endIndex...]
    guard !path.contains("#") else { throw Self.malformed("fragment", "The address must have no part after a #.") }
    guard !authority.contains("@") else { throw Self.malformed("userinfo", "The address must have no name and password.") }
    let (host, port) = try Self.split(authority)
    isSecure = scheme == "https"
    self.port = port ?? (isSecure ? 443 : 80)
    self.host = host.lowercased()
    address = try Self.address(self.host, isBracketed: authority.hasPrefix("["))
    let shownHost = authority.hasPrefix("[") ? "[\(self.host)]" : self.host
    self.text = "\(scheme)://\(shownHost)\(port.map { ":\($0)" } ?? "")\(path.hasPrefix("/") ? "" : "/")\(path)"
  }

  /// Throws `invalid` for a path or query that is none by RFC 3986: it would be asked in another way than it was set. For an address that is set anew; those
  /// of before go on being asked.
  public func checkPath() throws(AppError) {
    let authority = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? ""
    let path = authority.drop { $0 != "/" }
    let isEncoded = path.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy {
      $0.utf8.count >= 2 && $0.prefix(2).allSatisfy(\.isHexDigit)
    }
    guard isEncoded, !path.contains(where: { $0 == "[" || $0 == "]" }) else {
      throw Self.malformed("malformed", "After the host, a % is followed by two hexadecimal digits, and brackets are percent-encoded.")
    }
  }

  private static func split(_ authority: Substring) throws(AppError) -> (host: Substring, port: Int?) {
    var host = authority
    var port: Substring?
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      host = authority[authority.index(after: authority.startIndex)..<end]
      let rest = authority[authority.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw malformed("malformed", "The address has no host that can be read.") }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = authority.firstIndex(of: ":") {
      host = authority[..<colon]
      port = authority[authority.index(after: colon)...]
    }
    guard let port else { return (host, nil) }
    guard (1...5).contains(port.utf8.count), port.allSatisfy(\.isWholeNumber), let number = Int(port), (1...65_535).contains(number) else {
      throw malformed("port", "The port must be a number from 1 to 65535.")
    }
    return (host, number)
  }

  /// A host whose last label is a number or looks like one is an address for some and a name for others: only the plain form of an address is taken.
  private static func address(_ host: String, isBracketed: Bool) throws(AppError) -> IPAddress? {
    if isBracketed {
      guard let address = IPAddress(v6: host) else { throw malformed("host", "The host is no IPv6 address.") }
      return address
    }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard host.utf8.count <= 253, labels.allSatisfy(isLabel), let last = labels.last else {
      throw malformed("host", "The host must be a name of letters, digits, dashes and dots, such as hooks.example.org.")
    }
    guard last.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false else { return nil }
    guard let address = IPAddress(v4: host) else { throw malformed("host", "The host looks like an address, and is none in its plain form.") }
    return address
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
      && label.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
  }

  private static func malformed(_ code: String, _ detail: String) -> AppError { AppError.validation([Fault("/url", code, detail)]) }
}
