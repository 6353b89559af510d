public import Forum
public import ForumKernel
import ForumWiring
import Foundation
import Glibc
import Synchronization

/// Blobs as files: `<directory>/<tenant>/<first two digits of the name>/<name>`. Each is written beside them, in `incoming`, and gets its name when it is whole and on
/// the disk; what a crash left in `incoming` goes at the next start. Nothing but digits, hyphens and small letters gets into a path.
public final class BlobDirectory: BlobStore {
  /// Each copies, reads or lists for one caller. More would not make a disk faster.
  private static let threads = 4
  private static let waitingMax = 256

  private let directory: String
  private let threads: WorkThreads
  /// Held while folders come for a blob, and while those that are empty go: nobody's folder goes before their blob is in it.
  private let folders = Mutex(())
  private let opens: @Sendable (String) -> Int32

  /// Removes what a process that died left unfinished; the folder is made with the first blob. One process at a time may have it.
  /// Throws `unavailable` (`blobs_unavailable`).
  public convenience init(directory: String) throws(AppError) {
    try self.init(directory: directory) { Glibc.open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600) }
  }

  /// `opens`: makes the file that a blob is written to.
  init(directory: String, opens: @escaping @Sendable (String) -> Int32) throws(AppError) {
    self.directory = directory
    self.opens = opens
    threads = WorkThreads(
      threads: Self.threads, waitingMax: Self.waitingMax, busy: BlobFailure.error("too many wait for the folder of attachments", retryAfterSeconds: 1)
    )
    try sweep()
  }

  public func put(_ path: String, as key: BlobKey) async throws(AppError) {
    try await threads.run { () throws(AppError) in try self.keep(path, key) }
  }

  public func open(_ key: BlobKey, range: Range<Int64>?) async throws(AppError) -> (any BlobReading)? {
    let threads = threads
    return try await threads.run { () throws(AppError) -> BlobFileReading? in
      let path = self.folder(key) + "/" + key.name
      let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else {
        guard errno == ENOENT || errno == ENOTDIR else { throw BlobFailure.system("open", path) }
        return nil
      }
      return try BlobFileReading(descriptor, path: path, range: range, threads)
    }
  }

  public func remove(_ key: BlobKey) async throws(AppError) {
    try await threads.run { () throws(AppError) in
      let folder = self.folder(key)
      guard unlink(folder + "/" + key.name) == 0 || errno == ENOENT || errno == ENOTDIR else {
        throw BlobFailure.system("remove", folder + "/" + key.name)
      }
      // Nothing that names a tenant stays behind its last blob.
      let tenant = self.folder(key.tenant)
      let rest = self.folders.withLock { _ in rmdir(folder) != 0 ? folder : rmdir(tenant) != 0 ? tenant : self.directory }
      try self.sync(rest)
    }
  }

  public func keys(of tenant: TenantID, after: BlobKey?, limit: Int) async throws(AppError) -> [BlobKey] {
    try await threads.run { () throws(AppError) in
      var keys: [BlobKey] = []
      let first = after.map { String($0.name.prefix(2)) } ?? ""
      for prefix in try self.names(in: self.folder(tenant)) where prefix >= first && keys.count < limit {
        for name in try self.names(in: "\(self.folder(tenant))/\(prefix)") where keys.count < limit {
          guard name.hasPrefix(prefix), let key = BlobKey(tenant: tenant, name: name), after.map({ $0 < key }) ?? true else { continue }
          keys.append(key)
        }
      }
      return keys
    }
  }

  private var incoming: String { directory + "/incoming" }
  private func folder(_ tenant: TenantID) -> String { "\(directory)/\(tenant)" }
  private func folder(_ key: BlobKey) -> String { "\(folder(key.tenant))/\(key.name.prefix(2))" }

  private func keep(_ path: String, _ key: BlobKey) throws(AppError) {
    let (folder, name) = (folder(key), folder(key) + "/" + key.name)
    if access(name, F_OK) == 0 {
      // Whoever gave it its name may have died before that was on the disk.
      return try sync(folder)
    }
    try make([directory, incoming])
    let unfinished = "\(incoming)/\(UUID().uuidString)"
    do {
      try FileCopy.copy(path, opens(unfinished), named: unfinished)
      try link(unfinished, to: name, in: [self.folder(key.tenant), folder])
      unlink(unfinished)
    } catch {
      unlink(unfinished)
      throw error
    }
    try sync(folder)
  }

  /// Without taking the place of one that is there.
  private func link(_ unfinished: String, to name: String, in folders: [String]) throws(AppError) {
    try self.folders.withLock { _ throws(AppError) in
      try make(folders)
      if Glibc.link(unfinished, name) == 0 || errno == EEXIST { return }
      // Some file systems know no second name. One that is there has the same bytes.
      if [EPERM, EOPNOTSUPP, EMLINK, ENOSYS].contains(errno), rename(unfinished, name) == 0 { return }
      throw BlobFailure.system("name", name)
    }
  }

  private func make(_ folders: [String]) throws(AppError) {
    for folder in folders where mkdir(folder, 0o700) == 0 || errno != EEXIST {
      guard access(folder, F_OK) == 0 else { throw BlobFailure.system("make", folder) }
      try sync(FileCopy.parent(of: folder))
    }
  }

  private func sync(_ folder: String) throws(AppError) {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      // Taken away with the last blob in it, or never there.
      if errno == ENOENT { return }
      throw BlobFailure.system("open", folder)
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw BlobFailure.system("write", folder) }
  }

  private func sweep() throws(AppError) {
    for name in try names(in: incoming) {
      guard unlink("\(incoming)/\(name)") == 0 || errno == ENOENT else { throw BlobFailure.system("remove", "\(incoming)/\(name)") }
    }
  }

  /// In their order; none where there is no folder.
  private func names(in folder: String) throws(AppError) -> [String] {
    guard let stream = opendir(folder) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw BlobFailure.system("read", folder)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
