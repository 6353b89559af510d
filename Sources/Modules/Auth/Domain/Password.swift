public import ForumKernel
import Foundation

/// A new password: long enough, and none of those that everybody tries first. No rules of composition (NIST 800-63B).
public struct Password: Sendable {

  /// In Unicode normalisation form C, so that it is the same from every keyboard.
  public let text: String

  /// Throws `invalid` with a fault at `pointer`. `names`: what must not be the password, such as the handle.
  public init(_ text: String, unlike names: [String] = [], at pointer: String = "/password") throws(AppError) {
    let normal = Self.normalised(text)
    guard AuthLimits.passwordLength.contains(normal.count) else {
      throw AppError.validation([
        Fault(pointer, normal.count < AuthLimits.passwordLength.lowerBound ? "too_short" : "too_long", "A password has 10 to 128 characters.")
      ])
    }
    let folded = normal.lowercased()
    guard !CommonPasswords.contains(folded), !names.contains(where: { $0.lowercased() == folded }) else {
      throw AppError.validation([Fault(pointer, "too_common", "This password is among the first that are tried. Choose another.")])
    }
    self.text = normal
  }

  /// For log-in: any text can be tried.
  public static func normalised(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }
}
