/// Where a page of a list begins: after the row with this sort key and id. Rows are ordered by (key, id), so inserts elsewhere move nothing.
public struct PagePosition: Hashable, Sendable {
  /// The sort key: milliseconds, a position, a count.
  public let key: Int64
  public let id: RawID
  /// The moment of the first page in milliseconds, for lists whose order changes: all pages rank as of it. 0 for the others.
  public let anchor: Int64

  public init(key: Int64, id: RawID, anchor: Int64 = 0) {
    self.key = key
    self.id = id
    self.anchor = anchor
  }
}

/// Which page a reader wants.
public struct PageRequest: Sendable {
  /// 1 to `Limits.pageSizeMax`, checked at the edge.
  public let limit: Int
  public let after: PagePosition?

  public init(limit: Int, after: PagePosition? = nil) {
    self.limit = limit
    self.after = after
  }
}

/// One page; `next` is nil on the last one.
public struct Page<Item: Sendable>: Sendable {
  public let items: [Item]
  public let next: PagePosition?

  public init(items: [Item], next: PagePosition?) {
    self.items = items
    self.next = next
  }

  /// Cuts a page out of `limit + 1` fetched rows: the extra row only tells that there is a next page.
  public init(fetched rows: [Item], limit: Int, position: (Item) -> PagePosition) {
    if rows.count > limit {
      items = Array(rows.prefix(limit))
      next = items.last.map(position)
    } else {
      items = rows
      next = nil
    }
  }

  /// The page, ended before the item that takes it over `bytesMax`: one item at least. `position` is where the page after an item begins.
  public func bounded(to bytesMax: Int, size: (Item) -> Int, position: (Item) -> PagePosition) -> Page {
    var bytes = 0
    let count = items.prefix { item in
      bytes += size(item)
      return bytes <= bytesMax
    }.count
    guard count < items.count else { return self }
    let kept = Array(items.prefix(max(1, count)))
    return kept.count < items.count ? Page(items: kept, next: kept.last.map(position)) : self
  }

  public func map<Other>(_ transform: (Item) throws -> Other) rethrows -> Page<Other> {
    Page<Other>(items: try items.map(transform), next: next)
  }
}
