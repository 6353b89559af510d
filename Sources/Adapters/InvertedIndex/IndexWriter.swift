import ForumKernel

/// Everything that changes the index, one after the other. Searches look at the snapshot that it publishes and never wait for it.
actor IndexWriter {
  private let directory: IndexDirectory
  private let publish: @Sendable (IndexSnapshot) -> Void
  private let clock = ContinuousClock()
  private var snapshot: IndexSnapshot
  private var flushed: ContinuousClock.Instant
  private var isDirty = false

  init(_ directory: IndexDirectory, _ snapshot: IndexSnapshot, publish: @escaping @Sendable (IndexSnapshot) -> Void) {
    self.directory = directory
    self.snapshot = snapshot
    self.publish = publish
    flushed = clock.now
  }

  /// The last change of a document in the batch holds.
  func apply(_ changes: [SearchChange], _ checkpoint: StreamPosition) throws {
    var next = snapshot
    var last: [Key: SearchDocument?] = [:]
    for change in changes {
      switch change {
      case .put(let document): last[Key(tenant: document.tenant, id: document.id)] = .some(document)
      case .remove(let tenant, let id): last[Key(tenant: tenant, id: id)] = .some(nil)
      }
    }
    for key in last.keys { next.remove(key.tenant, key.id) }
    let documents = last.values.compactMap(\.self)
    if !documents.isEmpty { next.parts.append(try Self.part(SegmentWriter.segment(of: documents))) }
    if changes.isEmpty { next.isRefilling = false }
    next.checkpoint = checkpoint
    isDirty = true
    try mergeMemory(&next)
    snapshot = next
    publish(snapshot)
    if needsFlush { try flush() }
  }

  func reset() throws {
    try directory.clear()
    snapshot = IndexSnapshot()
    snapshot.isRefilling = true
    isDirty = false
    publish(snapshot)
  }

  /// Writes what is in memory, so that the next start goes on from here. During a refill the segments only leave memory: a part is not the whole.
  func flush() throws {
    guard isDirty, let checkpoint = snapshot.checkpoint else { return }
    do { try flush(checkpoint) } catch {
      directory.forgetUnused(by: snapshot)
      throw error
    }
  }

  private func flush(_ checkpoint: StreamPosition) throws {
    var next = snapshot
    let inMemory = next.parts.filter { $0.file == nil }
    next.parts.removeAll { $0.file == nil || $0.liveCount == 0 }
    if let bytes = SegmentMerger.segment(of: inMemory) { next.parts.append(try directory.save(bytes)) }
    try mergeFiles(&next)
    if !next.isRefilling { try directory.commit(next, checkpoint) }
    snapshot = next
    flushed = clock.now
    isDirty = false
    publish(snapshot)
  }

  /// Writes the segments anew that hold documents which are gone.
  func compact() throws {
    guard !snapshot.isRefilling else {
      throw AppError(.unavailable, "index_rebuilding", "The search index is being filled again. Try again soon.", retryAfterSeconds: 2)
    }
    var next = snapshot
    next.parts = try snapshot.parts.compactMap { part in
      guard part.file != nil, part.deleted.count > 0 else { return part }
      return try SegmentMerger.segment(of: [part]).map { try directory.save($0) }
    }
    snapshot = next
    publish(snapshot)
    isDirty = true
    try flush()
  }

  private struct Key: Hashable {
    let tenant: TenantID
    let id: RawID
  }

  private var needsFlush: Bool {
    let memory = snapshot.parts.filter { $0.file == nil }
    return memory.reduce(0) { $0 + $1.segment.documentCount } >= IndexLimits.memoryDocumentsMax
      || memory.reduce(0) { $0 + $1.segment.byteCount } >= IndexLimits.memoryBytesMax || clock.now - flushed >= IndexLimits.flushInterval
  }

  private func mergeMemory(_ snapshot: inout IndexSnapshot) throws {
    while let tier = Self.fullTier(snapshot.parts, inFiles: false) {
      let merged = SegmentMerger.segment(of: tier.map { snapshot.parts[$0] })
      snapshot.parts.remove(at: tier)
      if let merged { snapshot.parts.append(try Self.part(merged)) }
    }
  }

  private func mergeFiles(_ snapshot: inout IndexSnapshot) throws {
    while let tier = Self.fullTier(snapshot.parts, inFiles: true) {
      let merged = SegmentMerger.segment(of: tier.map { snapshot.parts[$0] })
      snapshot.parts.remove(at: tier)
      if let merged { snapshot.parts.append(try directory.save(merged)) }
    }
  }

  /// The places of segments of one size of which there are enough to merge; sizes are powers of eight.
  private static func fullTier(_ parts: [IndexSnapshot.Part], inFiles: Bool) -> [Int]? {
    var tiers: [Int: [Int]] = [:]
    for (place, part) in parts.enumerated() where (part.file != nil) == inFiles && part.liveCount < IndexLimits.segmentDocumentsMax / 2 {
      tiers[(Int.bitWidth - max(1, part.liveCount).leadingZeroBitCount) / 3, default: []].append(place)
    }
    return tiers.values.first { $0.count >= IndexLimits.segmentsPerTier }
      .map { tier in
        // No more than one merge may hold in memory.
        var sum = 0
        return tier.filter { place in
          sum += parts[place].liveCount
          return sum <= IndexLimits.segmentDocumentsMax
        }
      }
      .flatMap { $0.count > 1 ? $0 : nil }
  }

  private static func part(_ bytes: [UInt8]) throws -> IndexSnapshot.Part {
    guard let segment = Segment(ByteStorage(bytes)) else { throw AppError(.unavailable, "index_broken", "The index cannot read what it wrote.") }
    return IndexSnapshot.Part(segment)
  }
}

extension Array {
  fileprivate mutating func remove(at places: [Int]) {
    let gone = Set(places)
    self = enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }
}
