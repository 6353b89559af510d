public import ForumKernel

/// Where files are while they arrive, before they are kept or refused: a folder of this process, which is empty at its next start.
public protocol UploadSpool: Sendable {
  /// An empty file. Throws `unavailable` (`uploads_unavailable`).
  func begin() async throws(AppError) -> any SpooledFile
  /// A path in the folder at which nothing is.
  func newPath() -> String
  /// Throws `unavailable` (`uploads_unavailable`).
  func digest(of path: String) async throws(AppError) -> FileDigest
  /// What is not there counts as removed.
  func remove(_ paths: [String]) async
}

/// A file that is being written, by one writer. It goes when the writer lets go of it, unless it is finished.
public protocol SpooledFile: AnyObject, Sendable {
  var path: String { get }
  /// Returns when the bytes are written. Throws `unavailable` (`uploads_unavailable`): the disk is full or broken.
  func append(_ bytes: [UInt8]) async throws(AppError)
  /// Nothing is appended any more, and the file stays until it is removed.
  func finish() async throws(AppError) -> FileDigest
}

public struct FileDigest: Sendable, Equatable {
  public let bytes: Int64
  /// Lower-case hexadecimal digits.
  public let sha256: String

  public init(bytes: Int64, sha256: String) {
    self.bytes = bytes
    self.sha256 = sha256
  }
}
