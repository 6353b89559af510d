import ForumKernel
import Foundation
import Support
import Testing

@testable import ForumRuntime

@Suite("Doctor") struct DoctorTests {
  private func inFolder(_ body: (String) throws -> Void) async throws {
    try await withTemporaryFolder { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try body(path)
    }
  }

  @Test("a directory of ours that is closed to others is well; one that is open to them is told how to close it")
  func directory() async throws {
    try await inFolder { folder in
      #expect(DirectoryCheck(folder).findings.map(\.level) == [.ok])
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      let findings = DirectoryCheck(folder).findings
      #expect(findings.map(\.level) == [.warning] && findings[0].advice == "chmod 700 \(folder)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test("a folder in the directory that can't be written is bad, and a path that a shell would cut is quoted in the advice")
  func folders() async throws {
    try await withTemporaryFolder { parent in
      let folder = parent + "/a forum's"
      try FileManager.default.createDirectory(atPath: folder + "/index/doctor.probe", withIntermediateDirectories: true)
      #expect(chmod(folder, 0o700) == 0)
      let findings = DirectoryCheck(folder).findings
      #expect(findings.map(\.level) == [.bad] && findings[0].text.contains("cannot write into \(folder)/index"))
      #expect(findings[0].advice.hasSuffix("df '\(parent)/a forum'\\''s/index'"), "\(findings[0].advice)")
    }
  }

  @Test("a key that others may read is bad, and so is a restore that was cut")
  func insides() async throws {
    try await inFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/keys", withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: folder + "/restoring", withIntermediateDirectories: true)
      #expect(FileManager.default.createFile(atPath: folder + "/keys/signing.key", contents: Data(), attributes: [.posixPermissions: 0o644]))
      let findings = DirectoryCheck(folder).findings
      #expect(findings.map(\.check) == ["keys", "directory"] && findings.allSatisfy { $0.level == .bad && !$0.advice.isEmpty })
    }
  }

  @Test("a file where the directory should be is told") func file() async throws {
    try await inFolder { folder in
      try Data().write(to: URL(filePath: folder + "/data"))
      #expect(DirectoryCheck(folder + "/data").findings.map(\.level) == [.bad])
      #expect(DirectoryCheck(folder + "/not/there").findings.map(\.level) == [.ok])
    }
  }

  @Test("a clock before this release, and one before the database's last change, is wrong")
  func clock() async throws {
    try await inFolder { folder in
      let now = SystemClock().now
      #expect(ClockCheck(directory: folder, now: now).findings.map(\.level) == [.ok])
      #expect(ClockCheck(directory: folder, now: Timestamp(milliseconds: 0)).findings.map(\.level) == [.bad])
      try Data().write(to: URL(filePath: folder + "/forum.sqlite"))
      #expect(ClockCheck(directory: folder, now: now).findings.map(\.level) == [.ok])
      let ahead = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000 + 3600)
      try FileManager.default.setAttributes([.modificationDate: ahead], ofItemAtPath: folder + "/forum.sqlite")
      #expect(ClockCheck(directory: folder, now: now).findings.map(\.level) == [.bad])
    }
  }

  @Test(
    "a network's file system is bad for SQLite, memory and a container's layers are no place to keep things",
    arguments: [
      ("ext4", Finding.Level.ok), ("xfs", .ok), ("nfs4", .bad), ("fuse.sshfs", .bad), ("9p", .bad), ("tmpfs", .warning), ("overlay", .warning),
    ])
  func fileSystems(_ type: String, _ level: Finding.Level) async throws {
    try await inFolder { folder in
      let path = URL(filePath: folder).resolvingSymlinksInPath().path
      let mounts = "/dev/sda / ext4 rw 0 0\nwhere \(path) \(type) rw 0 0\nelse \(path)-not nfs rw 0 0\n"
      #expect(FileSystemCheck(folder + "/not/there/yet", mounts: mounts).findings.first?.level == level)
    }
  }

  @Test("a port that is taken is found; one open to the network is a warning") func ports() throws {
    let taken = try AdminPort()
    let findings = PortCheck("127.0.0.1:\(taken.number)", isSecure: false).findings
    #expect(findings.map(\.level) == [.bad] && findings[0].text.contains("taken"))
    #expect(PortCheck("127.0.0.1:0", isSecure: false).findings.map(\.level) == [.ok])
    #expect(PortCheck("0.0.0.0:0", isSecure: false).findings.map(\.level) == [.ok, .warning])
    #expect(PortCheck("0.0.0.0:0", isSecure: true).findings.map(\.level) == [.ok])
    #expect(PortCheck("203.0.113.7:8080", isSecure: false).findings.map(\.level) == [.bad])
  }

  @Test("a certificate is told that has expired, will soon, is another key's, or whose key others can read")
  func certificates() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "doctor-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (own, other) = (
      try SelfSignedCertificate(directory: folder, now: Date()), try SelfSignedCertificate(directory: folder + "/other", now: Date())
    )
    func levels(_ certificates: String, _ key: String, days: Double = 0) -> [Finding.Level] {
      CertificateCheck(certificates: certificates, key: key, now: Date(timeIntervalSinceNow: days * 86_400)).findings.map(\.level)
    }
    #expect(levels("", "").isEmpty)
    #expect(levels(own.certificates, own.key) == [.ok])
    #expect(levels(own.certificates, own.key, days: 390) == [.warning] && levels(own.certificates, own.key, days: 400) == [.bad])
    #expect(levels(own.certificates, other.key) == [.bad] && levels(own.certificates, "") == [.bad] && levels("/nope", "/nope") == [.bad])
    #expect(chmod(own.key, 0o644) == 0)
    #expect(levels(own.certificates, own.key) == [.ok, .warning])
  }

  @Test("a server whose port is taken begins no forum") func noForum() async throws {
    let taken = try AdminPort()
    try await withTemporaryFolder { folder in
      let config = try storedConfig(folder, ["listen": "127.0.0.1:\(taken.number)"])
      let server = Server(config: config, adapters: try TestAdapters.inMemory(), version: "test", demo: false)
      let slug = await refusal { try await server.run() }
      #expect(slug == "address_in_use" && !FileManager.default.fileExists(atPath: folder))
    }
  }

  /// A listening socket on a free port.
  private final class AdminPort {
    let number: Int
    private let descriptor: Int32

    init() throws {
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let descriptor = descriptor
      let isThere = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, $0, &length) == 0
        }
      }
      number = Int(UInt16(bigEndian: address.sin_port))
      try #require(isThere)
    }

    deinit { close(descriptor) }
  }
}
