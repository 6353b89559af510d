import ForumKernel
import ForumRuntime
import Foundation
import Support
import Synchronization
import Testing

@Suite("Back-up and restore") struct BackupJourneys {
  @Test("a back-up of a server at work has everything that was acknowledged before it, and nothing half")
  func underLoad() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let archive = folder + "/forum.backup"
      var (before, thread, token) = ([String](), "", "")
      try await withStoredForum(in: folder + "/old") { stored in
        let ada = try await stored.forum.member("ada")
        token = try #require(ada.token)
        thread = try await stored.forum.thread(by: ada)["id"].text
        for n in 0..<50 { before.append(try await ada.post("threads/\(thread)/posts", ["body": "post \(n)"]).expect(201).data["id"].text) }
        let (halt, path) = (Flag(), "threads/\(thread)/posts")
        let writing = Task {
          var count = 0
          while !halt.isSet {
            try await ada.post(path, ["body": "meanwhile"]).expect(201)
            count += 1
          }
          return count
        }
        let manifest = try await Self.backUp(stored, to: archive)
        halt.set()
        #expect(try await writing.value > 0)
        #expect(manifest.rows["posts", default: 0] >= 51 && !manifest.hasKeys)
        // The server went on.
        try await ada.post(path, ["body": "after"]).expect(201)
        #expect(!FileManager.default.fileExists(atPath: folder + "/old/snapshot"))
      }
      let report = try await Self.restore(archive, into: folder + "/new")
      #expect(report.sessionsEnded == 1)
      try await withStoredForum(in: folder + "/new") { stored in
        let visitor = stored.forum.visitor
        var (kept, cursor) = ([String](), "")
        repeat {
          let page = try await visitor.get("threads/\(thread)/posts?limit=100" + (cursor.isEmpty ? "" : "&cursor=\(cursor)")).expect(200).data
          kept += page["items"].items.map { $0["id"].text }
          cursor = page["next"].isNull ? "" : page["next"].text
        } while !cursor.isEmpty
        #expect(Set(before).isSubset(of: Set(kept)))
        #expect(try await visitor.get("threads/\(thread)").data["post_count"].number == kept.count)
        // Old sessions are out, people are not.
        try await visitor.with(token: token).get("me").expect(401)
        let ada = try await stored.forum.signIn("ada", "a long pass phrase for ada")
        try await ada.post("threads/\(thread)/posts", ["body": "back again"]).expect(201)
        try await stored.forum.caughtUp()
        #expect(try await visitor.get("search?q=post").expect(200).data["items"].items.count > 0)
      }
    }
  }

  @Test("the files of attachments are in a back-up with their rows, and come back; one that was tampered with does not")
  func attachments() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let archive = folder + "/forum.backup"
      var (text, picture) = ("", "")
      try await withStoredForum(in: folder + "/old") { stored in
        let ada = try await stored.forum.member("ada")
        text = try await ada.upload(Array("words to keep".utf8), named: "a.txt").expect(201).data["id"].text
        picture = try await ada.upload(TestImage.png, named: "a.png").expect(201).data["id"].text
        let thread = try await stored.forum.thread(by: ada)["id"].text
        try await ada.post("threads/\(thread)/posts", ["body": "x", "attachment_ids": [text, picture]]).expect(201)
        let manifest = try await Self.backUp(stored, to: archive)
        #expect(manifest.rows["attachments"] == 2 && manifest.parts.contains { $0.name == "attachments.tar" })
      }
      _ = try await Self.restore(archive, into: folder + "/new")
      try await withStoredForum(in: folder + "/new") { stored in
        let visitor = stored.forum.visitor
        let words = try await visitor.get("attachments/\(text)/content").expect(200)
        #expect(words.text == "words to keep")
        #expect(try await visitor.get("attachments/\(picture)/thumbnail").expect(200).bytes.count > 10)
        for name in ["attachments.tar", "restoring"] { #expect(!FileManager.default.fileExists(atPath: "\(folder)/new/\(name)")) }
      }
      var bytes = try Data(contentsOf: URL(filePath: archive))
      let place = try #require(bytes.range(of: Data("words to keep".utf8)))
      bytes.replaceSubrange(place, with: Data("words to lose".utf8))
      try bytes.write(to: URL(filePath: archive))
      await #expect(throws: AppError.self) { _ = try await Self.restore(archive, into: folder + "/third") }
    }
  }

  @Test("keys are in an archive only when they are sealed, and come out with the right pass phrase alone")
  func keys() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let (plain, sealed) = (folder + "/plain.backup", folder + "/sealed.backup")
      try await withStoredForum(in: folder + "/old") { stored in
        _ = try await Self.backUp(stored, to: plain)
        #expect(try await Self.backUp(stored, to: sealed, passphrase: "correct horse battery").hasKeys)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/old/keys")
      #expect(names.count == 4)
      for name in names {
        let key = try Data(contentsOf: URL(filePath: folder + "/old/keys/" + name))
        for archive in [plain, sealed] {
          #expect(try Data(contentsOf: URL(filePath: archive)).range(of: key) == nil, "\(name) is readable in \(archive)")
        }
      }
      let withNone = await refusal { try await Self.restore(sealed, into: folder + "/new") }
      let withAnother = await refusal { try await Self.restore(sealed, into: folder + "/new", passphrase: "incorrect horse battery") }
      #expect(withNone == "passphrase_missing" && withAnother == "seal_broken")
      #expect(!FileManager.default.fileExists(atPath: folder + "/new"))
      #expect(try await Self.restore(sealed, into: folder + "/new", passphrase: "correct horse battery").hasKeys)
      for name in names {
        #expect(FileManager.default.contentsEqual(atPath: folder + "/old/keys/" + name, andPath: folder + "/new/keys/" + name))
      }
    }
  }

  @Test("one flipped bit anywhere, a cut anywhere and anything added is refused, and the directory stays as it was")
  func damage() async throws {
    try await withArchive { archive, folder in
      let good = try Data(contentsOf: URL(filePath: archive))
      let bad = folder + "/bad.backup"
      var damaged: [(String, Data)] = [("something added", good + Data([0])), ("nothing", Data())]
      var random = SeededRandom(seed: 42)
      for place in (0..<40).map({ good.count * $0 / 40 + Int.random(in: 0..<good.count / 40, using: &random) }) {
        var flipped = good
        flipped[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        damaged.append(("a bit at \(place)", flipped))
        damaged.append(("a cut at \(place)", good.prefix(place)))
      }
      damaged.append(("a block in the middle", good.prefix(good.count / 2) + Data(count: 4096) + good.dropFirst(good.count / 2 + 4096)))
      for (what, bytes) in damaged {
        try bytes.write(to: URL(filePath: bad))
        let slug = await refusal { try await Self.restore(bad, into: folder + "/new") }
        #expect(["backup_damaged", "not_a_backup"].contains(slug), "\(what)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/new"))
      try await Self.restore(archive, into: folder + "/new")
    }
  }

  @Test("a directory with something in it is left alone, and a dry run writes nothing")
  func otherDirectories() async throws {
    try await withArchive { archive, folder in
      try await Self.restore(archive, into: folder + "/new", isDryRun: true)
      #expect(!FileManager.default.fileExists(atPath: folder + "/new"))
      let full = await refusal { try await Self.restore(archive, into: folder + "/old") }
      #expect(full == "directory_not_empty")
      // As a restore leaves it that was killed.
      try FileManager.default.createDirectory(atPath: folder + "/cut/restoring", withIntermediateDirectories: true)
      let (again, served) = (
        await refusal { try await Self.restore(archive, into: folder + "/cut") }, await refusal { _ = try StoreLock(directory: folder + "/cut") }
      )
      #expect(again == "restore_unfinished" && served == "restore_unfinished")
    }
  }

  @Test("a second restore into a directory is told of the first one, which is at work")
  func twoRestores() async throws {
    try await withArchive { archive, folder in
      let lock = try StoreLock(directory: folder + "/new")
      try FileManager.default.createDirectory(atPath: folder + "/new/restoring", withIntermediateDirectories: true)
      let second = await refusal { try await Self.restore(archive, into: folder + "/new") }
      #expect(second == "store_in_use")
      withExtendedLifetime(lock) {}
    }
  }

  @Test("an archive stays when it is there already, and a back-up of a stopped forum is as good")
  func stopped() async throws {
    try await withArchive { archive, folder in
      let config = try storedConfig(folder + "/old")
      let line = try await OperatorLine(config: config, adapters: try TestAdapters.inMemory(), logger: .silent)
      #expect(!line.isServer)
      let backup = Backup(config: config, adapters: try TestAdapters.inMemory(), version: "test", logger: .silent)
      let kept = await refusal { _ = try await backup.run(line, to: archive, passphrase: nil) }
      #expect(kept == "file_exists")
      let manifest = try await backup.run(line, to: archive, passphrase: nil, replaces: true)
      await line.close()
      #expect(try await Self.restore(archive, into: folder + "/new").manifest == manifest)
    }
  }

  @Test("a back-up over a file of the forum itself or over a folder is refused, and the forum stays whole", arguments: [true, false])
  func ownFiles(isServed: Bool) async throws {
    try await withArchive { archive, folder in
      let (data, files) = (folder + "/old", FileManager.default)
      try files.createSymbolicLink(atPath: folder + "/link", withDestinationPath: data)
      try files.createDirectory(atPath: folder + "/older", withIntermediateDirectories: true)
      func refusals(_ line: OperatorLine) async throws {
        #expect(line.isServer == isServed)
        let backup = Backup(config: try storedConfig(data), adapters: try TestAdapters.inMemory(), version: "test", logger: .silent)
        let own = [
          "old/forum.sqlite", "older/../old/lock", "link/forum.sqlite", "link/keys/mine", "old/forum.sqlite-journal", "link/format.backup",
        ]
        for name in own {
          let slug = await refusal { _ = try await backup.run(line, to: "\(folder)/\(name)", passphrase: nil, replaces: true) }
          #expect(slug == "backup_target", "\(name)")
        }
        let noFile = await refusal { _ = try await backup.run(line, to: "\(folder)/older", passphrase: nil, replaces: true) }
        #expect(noFile == "not_a_file")
        for name in ["older/forum.backup", "old/mine.backup"] {
          _ = try await backup.run(line, to: "\(folder)/\(name)", passphrase: nil, replaces: true)
        }
        try files.removeItem(atPath: folder + "/old/mine.backup")
      }
      if isServed {
        try await withStoredForum(in: data) { try await refusals(try await $0.line()) }
      } else {
        let line = try await OperatorLine(config: try storedConfig(data), adapters: try TestAdapters.inMemory(), logger: .silent)
        try await refusals(line)
        await line.close()
      }
      try await withStoredForum(in: data) { stored in
        let threads = try await stored.forum.visitor.get("threads").data["items"].items
        #expect(threads.count == 1)
      }
    }
  }

  /// Runs `body` with a back-up of a small forum, and the folder that both are in.
  private func withArchive(_ body: (String, String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let archive = folder + "/forum.backup"
      try await withStoredForum(in: folder + "/old") { stored in
        _ = try await stored.forum.thread(by: try await stored.forum.member("ada"))
        _ = try await Self.backUp(stored, to: archive)
      }
      try await body(archive, folder)
    }
  }

  private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
  }

  private static func backUp(_ stored: StoredForum, to file: String, passphrase: String? = nil) async throws -> BackupManifest {
    let line = try await stored.line()
    #expect(line.isServer)
    let backup = Backup(config: stored.config, adapters: try TestAdapters.inMemory(), version: "test", logger: .silent)
    return try await backup.run(line, to: file, passphrase: passphrase)
  }

  @discardableResult private static func restore(
    _ archive: String, into folder: String, passphrase: String? = nil, isDryRun: Bool = false
  ) async throws -> Restore.Report {
    let restore = Restore(config: try storedConfig(folder), adapters: try TestAdapters.inMemory(), logger: .silent)
    return try await restore.run(archive, passphrase: passphrase, isDryRun: isDryRun)
  }
}
