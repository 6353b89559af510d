/// What the readers of archives accept, each with its reason.
public enum ImportLimits {
  /// A body of a million characters fits into a line.
  public static let lineBytesMax = 8 << 20
  /// A mail with large attachments; what is longer is skipped, so that memory is bounded.
  public static let mailBytesMax = 16 << 20
  /// Bytes of a dump between two rows: a longest post fits, escaped.
  public static let rowBytesMax = 16 << 20
  /// Handles, addresses and hashes have less.
  public static let accountFieldBytesMax = 1000
  /// Ids of other programs are short; a longer one is a broken record.
  public static let idLengthMax = 200
  /// A mail's header block is a few kilobytes; the rest of a longer one is taken for its body.
  public static let headersMax = 1000
  /// Parts of one mail: each costs a search for its boundary.
  public static let partsMax = 200
  /// Multiparts in multiparts.
  public static let partDepthMax = 12
}
