// The certificates of gRPC bring this module, and with it C types that are then said to be its own.
import CoreFoundation
import Foundation
import Glibc

/// What the kernel says about this process, under the names that Prometheus' own libraries use.
enum ProcessMetrics {
  static func register(in registry: MetricsRegistry) {
    registry.gauge("process_resident_memory_bytes", "Memory that is in use, in bytes.") { residentBytes() }
    registry.counter("process_cpu_seconds_total", "Processor time that was used, in seconds.") { cpuSeconds() }
    registry.gauge("process_open_fds", "File descriptors that are open.") { openDescriptors() }
    registry.gauge("process_max_fds", "File descriptors that may be open.") { descriptorsMax() }
    let startedAt = Date().timeIntervalSince1970
    registry.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.") { startedAt }
  }

  static func residentBytes() -> Double? {
    guard let text = FileManager.default.contents(atPath: "/proc/self/statm") else { return nil }
    let pages = String(decoding: text, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Double($0) }
    return pages.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func openDescriptors() -> Double? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    // `.`, `..` and the descriptor of the folder itself are no descriptors of the server's.
    var count = -3
    while readdir(folder) != nil { count += 1 }
    return Double(count)
  }

  private static func descriptorsMax() -> Double? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return Double(limit.rlim_cur)
  }
}
