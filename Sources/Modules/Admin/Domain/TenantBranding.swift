import ForumKernel
import Foundation

/// How a tenant's pages look, beside its name.
public struct TenantBranding: Sendable, Equatable, Codable {
  /// The paper of pages in the light: what a colour must be readable on.
  private static let paper = (251.0, 250.0, 247.0)
  /// WCAG 2.2, 1.4.3 for text.
  private static let contrastMin = 4.5

  /// The colour of links and buttons, as `#0d6455`; nil: the program's own.
  public let accent: String?
  /// One line about the forum.
  public let tagline: String?

  /// What is kept; nothing is checked.
  public init(accent: String?, tagline: String?) {
    self.accent = accent
    self.tagline = tagline
  }

  public static let none = TenantBranding(accent: nil, tagline: nil)

  /// Throws `invalid` for what is no colour, and for one that is hard to read: on dark pages it is lightened, on light ones it stands as it is.
  func check() throws(AppError) {
    guard let accent else { return }
    guard let color = Self.color(accent) else {
      throw AppError.validation([Fault("/branding/accent", "malformed", "Write a colour as # and six digits or small letters: #0d6455.")])
    }
    let contrast = (Self.luminance(Self.paper) + 0.05) / (Self.luminance(color) + 0.05)
    guard contrast >= Self.contrastMin else {
      throw AppError.validation([
        Fault("/branding/accent", "low_contrast", "Text of this colour can hardly be read on light paper: take a darker one.")
      ])
    }
  }

  private static func color(_ text: String) -> (Double, Double, Double)? {
    let isHex = text.utf8.count == 7 && text.hasPrefix("#") && text.dropFirst().allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
    guard isHex, let number = Int(text.dropFirst(), radix: 16) else { return nil }
    return (Double(number >> 16), Double(number >> 8 & 0xff), Double(number & 0xff))
  }

  /// Relative luminance as WCAG 2.2 has it, of channels from 0 to 255.
  private static func luminance(_ color: (Double, Double, Double)) -> Double {
    func linear(_ channel: Double) -> Double {
      let part = channel / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(color.0) + 0.7152 * linear(color.1) + 0.0722 * linear(color.2)
  }
}
