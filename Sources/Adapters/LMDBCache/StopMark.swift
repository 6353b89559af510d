import Foundation
import Glibc

/// The file that tells how the last run ended. LMDB runs without syncing: its files are whole after a clean close and after a killed process (the
/// kernel still writes what it holds), but not after a machine that went down.
struct StopMark {
  /// Runs in a row that did not close. At this many the files are given up, lest something in them kills every run.
  private static let uncleanRunsMax = 8
  private static let bootIDPath = "/proc/sys/kernel/random/boot_id"

  private let path: String

  init(directory: String) { path = directory + "/last-run" }

  /// Marks the beginning of a run, durably. True when the files of the last run can be trusted.
  func begin() throws -> Bool {
    let bootID = try String(contentsOfFile: Self.bootIDPath, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    let isPresent = FileManager.default.fileExists(atPath: path)
    let last = isPresent ? String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self) : ""
    let words = last.split(whereSeparator: \.isWhitespace)
    let uncleanRuns = words.count == 3 && words[0] == "open" && words[1] == bootID ? Int(words[2]) : nil
    let isTrusted = last == "clean\n" || uncleanRuns.map { $0 < Self.uncleanRunsMax } ?? false
    try write("open \(bootID) \(isTrusted ? (uncleanRuns ?? 0) + 1 : 1)\n")
    return isTrusted
  }

  /// Marks a clean end; the files must be on disk.
  func end() throws { try write("clean\n") }

  private func write(_ text: String) throws {
    let bytes = Array(text.utf8)
    let file = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw LMDBError(code: errno) }
    let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    let code = errno
    close(file)
    guard isWritten else {
      unlink(path + ".new")
      throw LMDBError(code: code)
    }
    guard rename(path + ".new", path) == 0 else { throw LMDBError(code: errno) }
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw LMDBError(code: errno) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw LMDBError(code: errno) }
  }
}
