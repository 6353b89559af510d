import Foundation

/// An image to upload.
public enum TestImage {
  /// Three by two red pixels.
  public static let png = Array(
    Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==") ?? Data())
}
