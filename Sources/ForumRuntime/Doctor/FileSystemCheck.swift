import CoreFoundation
import Foundation
import Glibc

/// What the data directory lies on: a file system that keeps what it was given, with room on it.
struct FileSystemCheck {
  private static let check = "file system"
  private static let bytesLow: UInt64 = 1 << 30
  private static let bytesOut: UInt64 = 64 << 20
  private static let networks = ["nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "glusterfs"]

  let path: String
  /// As `/proc/self/mounts` has them: device, mount point, type, …
  let mounts: String

  /// The nearest directory above where there is none yet.
  init(_ directory: String, mounts: String? = nil) {
    var path = directory
    while access(path, F_OK) != 0, path != "/", path != "." { path = FolderSync.parent(of: path) }
    self.path = URL(filePath: path).resolvingSymlinksInPath().path
    self.mounts = mounts ?? (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
  }

  var findings: [Finding] {
    guard let free else {
      return [.bad(Self.check, "cannot look at \(path): \(String(cString: strerror(errno)))", do: "Name a directory of a local disk by --data.")]
    }
    return [kind, room(free.bytes, files: free.files)]
  }

  func isSameDisk(as other: String) -> Bool {
    var (here, there) = (stat(), stat())
    return stat(path, &here) == 0 && stat(other, &there) == 0 && here.st_dev == there.st_dev
  }

  /// What may still be written there; `files` is nil where they are not counted.
  var free: (bytes: UInt64, files: UInt64?)? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return (UInt64(status.f_bavail) * UInt64(status.f_frsize), status.f_files == 0 ? nil : UInt64(status.f_favail))
  }

  private var kind: Finding {
    let type = type
    if Self.networks.contains(type) || type.hasPrefix("fuse") {
      return .bad(
        Self.check, "\(path) is on \(type), where the locks and the log of SQLite can't be relied on",
        do: "Put the data directory on a local disk, or keep the data in PostgreSQL (store.adapter).")
    }
    switch type {
    case "tmpfs": return .warning(Self.check, "\(path) is in memory: all is gone when the machine stops", do: "Put it on a disk, by --data.")
    case "overlay":
      return .warning(Self.check, "\(path) is in the layers of a container: all is gone with the container", do: "Mount a volume there.")
    default: return .ok(Self.check, "\(path) is on \(type.isEmpty ? "a file system of unknown kind" : type)")
    }
  }

  /// Of the mount with the longest name that the path is in; the last one of that name lies on top.
  private var type: String {
    var (longest, type) = (0, "")
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2 else { continue }
      let point = String(fields[1])
      let isAround = point == "/" || path == point || path.hasPrefix(point + "/")
      if isAround, point.utf8.count >= longest { (longest, type) = (point.utf8.count, String(fields[2])) }
    }
    return type
  }

  private func room(_ bytes: UInt64, files: UInt64?) -> Finding {
    let text = "\(bytes >> 20) MiB are free for \(path)" + (files.map { ", \($0) files can be made" } ?? "")
    let advice = "Make room on it, or move the directory; a back-up takes about twice the database."
    if bytes < Self.bytesOut || files.map({ $0 < 100 }) == true { return .bad("room", text, do: advice) }
    return bytes < Self.bytesLow ? .warning("room", text, do: advice) : .ok("room", text)
  }
}
