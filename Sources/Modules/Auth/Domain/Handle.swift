public import ForumKernel
import Foundation

/// A user's unique name: 3 to 32 letters, digits, `.`, `_` and `-`, beginning with a letter or digit. Two that differ in case only are the same.
public struct Handle: Sendable, Hashable {
  private static let reserved: Set<String> = [
    "admin", "administrator", "moderator", "root", "system", "support", "security", "help", "info", "me", "guest", "anonymous", "deleted",
    "forum-lite",
    "null", "undefined", "everyone", "all", "channel", "team", "official", "api", "forumlite",
    "hostmaster", "mailer-daemon", "noreply", "nobody", "here", "staff", "owner", "webmaster", "postmaster", "abuse",
  ]

  private static let reservedSkeletons = Set(
    reserved.map { Handle(stored: $0).skeleton.filter { $0 != "-" } })

  public let text: String
  /// What is unique.
  public var key: String { text.lowercased() }

  /// Throws `invalid` with a fault at `/handle`. Names of authority are for administrators to give.
  public init(_ text: String, allowsReserved: Bool = false) throws(AppError) {
    guard AuthLimits.handleLength.contains(text.count), text.utf8.allSatisfy(Self.isAllowed), let first = text.first, first.isLetter || first.isNumber
    else {
      throw AppError.validation([
        Fault("/handle", "malformed", "A handle has 3 to 32 letters, digits, dots, underscores and dashes, and begins with a letter or digit.")
      ])
    }
    guard allowsReserved || !Self.isReserved(text) else {
      throw AppError.validation([Fault("/handle", "reserved", "This handle is reserved.")])
    }
    self.text = text
  }

  /// Also what only looks like a reserved name, whatever dots and dashes are in it; a 1 may stand for an i as well as for an l.
  private static func isReserved(_ text: String) -> Bool {
    let looks = [text, String(text.map { $0 == "1" ? "i" : $0 })].map { Handle(stored: $0).skeleton.filter { $0 != "-" } }
    return reserved.contains(text.lowercased()) || looks.contains(where: reservedSkeletons.contains)
  }

  /// What the store returns: already valid.
  public init(stored text: String) { self.text = text }

  /// Handles for an imported author, from the name on: the plain one, then with a number. Never ends within reason.
  public static func candidates(from name: String) -> some Sequence<Handle> {
    let folded = name.applyingTransform(.toLatin, reverse: false)?.folding(options: .diacriticInsensitive, locale: nil) ?? name
    var base = String(folded.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
    base = String(base.drop { !$0.isLetter && !$0.isNumber }.prefix(24))
    if base.count < AuthLimits.handleLength.lowerBound || reserved.contains(base.lowercased()) { base = "member-\(base)" }
    let stem = base
    return sequence(first: 1) { $0 + 1 }.lazy.map { Handle(stored: $0 == 1 ? stem : "\(stem)-\($0)") }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }
}
