import CoreFoundation
import ForumKernel
import Glibc

/// The time of day: tokens, sessions, leases and the order of ids rest on it.
struct ClockCheck {
  private static let check = "clock"
  /// No machine with this release lives before 2026.
  private static let earliest = Timestamp(milliseconds: 1_767_225_600_000)
  /// Times of files are coarse, and clocks are set in small steps.
  private static let toleranceSeconds: Int64 = 60

  var now = SystemClock().now
  let directory: String

  init(directory: String, now: Timestamp = SystemClock().now) {
    self.directory = directory
    self.now = now
  }

  var findings: [Finding] {
    let advice = "Set the clock and let it be kept: timedatectl set-ntp true"
    guard now >= Self.earliest else { return [.bad(Self.check, "it says \(now), which is long ago", do: advice)] }
    for name in ["forum.sqlite-wal", "forum.sqlite"] {
      var status = stat()
      guard stat(directory + "/" + name, &status) == 0 else { continue }
      let written = Timestamp(milliseconds: Int64(status.st_mtim.tv_sec) * 1000)
      guard written <= now.adding(seconds: Self.toleranceSeconds) else {
        return [
          .bad(
            Self.check, "it says \(now), but \(name) was written at \(written): it was set back",
            do: advice + ". Sessions that began in the future end later than they should.")
        ]
      }
    }
    return [.ok(Self.check, "it says \(now)")]
  }
}
