import ForumKernel

/// Brings together what arrives in the wrong order: a post whose parents come later, or in another file, hangs on the nearest one that is there,
/// and moves on when a nearer one arrives.
struct ThreadJoining {
  /// No line of descent is that long; a longer one counts as a circle.
  private static let depthMax = 10_000

  let records: ImportRecords
  private var tx: any ForumTransaction { records.tx }

  init(records: ImportRecords) { self.records = records }

  /// Remembers which nearer `parents` the new post waits for, and hangs on it those that waited for it.
  func place(_ post: Post, id externalID: String, parents: some Collection<String>) throws {
    for (distance, parent) in parents.enumerated() {
      try tx.startAwaiting(parent, source: records.source, by: post.id, distance: Int64(distance))
    }
    for waiting in try tx.awaiting(externalID, source: records.source) {
      guard let parent = try tx.place(of: post.id), let child = try tx.place(of: waiting.post) else { continue }
      if child.threadID == parent.threadID {
        guard try !isBelow(parent, child.id) else { continue }
      } else if child.isOpening {
        try merge(child.threadID, into: parent.threadID)
      } else {
        continue
      }
      try tx.setAnswered(parent.id, by: child.id)
      try tx.stopAwaiting(by: child.id, from: waiting.distance)
    }
  }

  /// Whether `ancestor` is above the post, or is it.
  private func isBelow(_ post: PostPlace, _ ancestor: PostID) throws -> Bool {
    var current: PostPlace? = post
    for _ in 0..<Self.depthMax {
      guard let place = current else { return false }
      if place.id == ancestor { return true }
      current = try place.replyToID.flatMap { try tx.place(of: $0) }
    }
    return true
  }

  private func merge(_ id: ThreadID, into target: ThreadID) throws {
    guard var source = try tx.thread(id), var thread = try tx.thread(target) else { return }
    _ = try ThreadRearranging(tx: tx).merge(&source, into: &thread)
  }
}
