/// What a file is, by its bytes. Nothing else is taken.
public enum FileType: String, Sendable, Codable, CaseIterable {
  case gif, jpeg, png, webp
  case pdf, text
  case zip, gzip, sevenZip = "7z"
  case mp3, ogg, flac, wav
  case mp4, webm

  /// As it is served; the words of the client that uploaded it do not count.
  public var mediaType: String {
    switch self {
    case .gif, .jpeg, .png, .webp: "image/\(rawValue)"
    case .pdf: "application/pdf"
    case .text: "text/plain; charset=utf-8"
    case .zip: "application/zip"
    case .gzip: "application/gzip"
    case .sevenZip: "application/x-7z-compressed"
    case .mp3: "audio/mpeg"
    case .ogg: "audio/ogg"
    case .flac: "audio/flac"
    case .wav: "audio/wav"
    case .mp4: "video/mp4"
    case .webm: "video/webm"
    }
  }

  /// Whether browsers may show it in their own window: images alone, which hold no scripts. Everything else is saved.
  public var isShownInline: Bool { [.gif, .jpeg, .png, .webp].contains(self) }

  /// The bytes by which a type is known, and where they stand.
  private static let marks: [(FileType, [(offset: Int, bytes: [UInt8])])] = [
    (.gif, [(0, Array("GIF87a".utf8))]), (.gif, [(0, Array("GIF89a".utf8))]), (.jpeg, [(0, [0xff, 0xd8, 0xff])]),
    (.png, [(0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])]), (.webp, [(0, Array("RIFF".utf8)), (8, Array("WEBP".utf8))]),
    (.pdf, [(0, Array("%PDF-".utf8))]), (.zip, [(0, [0x50, 0x4b, 0x03, 0x04])]), (.zip, [(0, [0x50, 0x4b, 0x05, 0x06])]),
    (.gzip, [(0, [0x1f, 0x8b, 0x08])]), (.sevenZip, [(0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])]), (.mp3, [(0, Array("ID3".utf8))]),
    (.ogg, [(0, Array("OggS".utf8))]), (.flac, [(0, Array("fLaC".utf8))]), (.wav, [(0, Array("RIFF".utf8)), (8, Array("WAVE".utf8))]),
    (.mp4, [(4, Array("ftyp".utf8))]), (.webm, [(0, [0x1a, 0x45, 0xdf, 0xa3])]),
  ]

  /// Bytes of the beginning of a file by which it is known.
  public static let headBytes = 16

  /// The type of a file that begins so; text where the whole of it is UTF-8 without U+0000. nil for everything else.
  public init?(head: some Collection<UInt8>, isText: Bool) {
    let head = Array(head.prefix(Self.headBytes))
    let known = Self.marks.first { _, marks in
      marks.allSatisfy { mark in head.count >= mark.offset + mark.bytes.count && head[mark.offset...].starts(with: mark.bytes) }
    }
    guard let type = known?.0 ?? (isText ? .text : nil) else { return nil }
    self = type
  }
}
