import Foundation
import Glibc

/// What the kernel says about a process, in `/proc`.
enum ProcessFigures {
  /// Seconds of processor time that it has used; nil when it is gone.
  static func cpuSeconds(_ process: Int32) -> Double? {
    text(process, "stat").flatMap(ticks).map { Double($0) / Double(sysconf(Int32(_SC_CLK_TCK))) }
  }

  /// Memory in bytes: `VmRSS` now, `VmHWM` the most there was. With the pages of the program's file, also those that another process has of them.
  static func memory(_ process: Int32, _ field: String) -> Int? { text(process, "status").flatMap { bytes(field, in: $0) } }

  /// User's and system's ticks in the text of `stat`. The second field, the name in brackets, may hold anything.
  static func ticks(_ stat: String) -> Int? {
    guard let name = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[name...].split(separator: " ")
    guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else { return nil }
    return user + system
  }

  /// `VmRSS:     1234 kB`, in the text of `status`.
  static func bytes(_ field: String, in status: String) -> Int? {
    let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
    return line?.split(separator: " ", omittingEmptySubsequences: true).dropLast().last.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }

  private static func text(_ process: Int32, _ file: String) -> String? {
    FileManager.default.contents(atPath: "/proc/\(process)/\(file)").map { String(decoding: $0, as: UTF8.self) }
  }
}
