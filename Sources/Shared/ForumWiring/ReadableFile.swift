import Glibc

/// A setting that names a file which must be there at start.
public enum ReadableFile {
  /// nil for a file that can be read, and where none is named.
  public static func complaint(_ path: String) -> String? { path.isEmpty || access(path, R_OK) == 0 ? nil : "a file that can be read" }
}
