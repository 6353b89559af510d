public import Forum
import ForumKernel

/// What all uploads have in common: how large, how many at once, and where they are meanwhile.
public struct UploadGate: Sendable {
  /// What a form has beside its file: delimiters, headers, the description.
  public static let overheadBytes: Int64 = 65_536

  /// Of one file.
  let bytesMax: Int64
  let spool: any UploadSpool
  /// They take long: requests that do not are never refused for them.
  let places: UploadPlaces

  public init(bytesMax: Int64, spool: any UploadSpool, uploadsAtOnceMax: Int = HTTPLimits().uploadsAtOnceMax) {
    self.bytesMax = bytesMax
    self.spool = spool
    places = UploadPlaces(max: uploadsAtOnceMax)
  }
}
