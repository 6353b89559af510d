import Glibc

/// Folders that their owner alone may look into.
public enum PrivateFolder {
  /// Makes the folder (mode 0700) and its parents where they are not there. Throws `unavailable` (`data_directory`), also where a file has its name.
  public static func make(_ path: String) throws(AppError) {
    if mkdir(path, 0o700) == 0 { return }
    var code = errno
    if code == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try make(String(path[..<slash]))
      if mkdir(path, 0o700) == 0 { return }
      code = errno
    }
    var status = stat()
    if code == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    let reason = code == EEXIST ? "there is something else of that name" : String(cString: strerror(code))
    throw AppError(.unavailable, "data_directory", "Cannot make the folder \(path): \(reason).")
  }
}
