/// A page with further pages after it.
public protocol ListPage: Decodable, Sendable {
  associatedtype Item: Sendable
  var items: [Item] { get }
  /// The cursor of the page after this one; nil on the last one.
  var next: String? { get }
}

public struct Page<Item: Decodable & Sendable>: ListPage {
  public let items: [Item]
  public let next: String?
}

/// A list. Iterated it gives the items of all its pages, each asked for when it is needed; `first()` is the first page alone.
public struct Listing<Kind: ListPage>: AsyncSequence, Sendable {
  public typealias Element = Kind.Item
  let load: @Sendable (_ cursor: String?) async throws -> Kind

  public func first() async throws -> Kind { try await load(nil) }

  public var pages: Pages { Pages(load: load) }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pages: pages.makeAsyncIterator()) }

  public struct AsyncIterator: AsyncIteratorProtocol {
    var pages: Pages.AsyncIterator
    var items: ArraySlice<Kind.Item> = []

    public mutating func next() async throws -> Kind.Item? {
      while items.isEmpty {
        guard let page = try await pages.next() else { return nil }
        items = page.items[...]
      }
      return items.removeFirst()
    }
  }

  public struct Pages: AsyncSequence, Sendable {
    public typealias Element = Kind
    let load: @Sendable (_ cursor: String?) async throws -> Kind

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(load: load) }

    public struct AsyncIterator: AsyncIteratorProtocol {
      let load: @Sendable (_ cursor: String?) async throws -> Kind
      var cursor: String?
      var isOver = false

      public mutating func next() async throws -> Kind? {
        if isOver { return nil }
        let page = try await load(cursor)
        cursor = page.next
        isOver = cursor == nil
        return page
      }
    }
  }
}
