import ForumKernel
import HTTPAPI
import HTTPTypes
import NIOCore
import Synchronization

/// What the framework's tests serve: a shelf of books.
struct Book: Sendable {
  let id: ID<Book>
  let title: String
  let pages: Int
  let tags: [String]
  let printed: Timestamp?
  let cover: Cover?
  let version: Int64
}

struct Cover: Sendable {
  let color: String
  let isHard: Bool
}

enum Shapes {
  static let cover = Shape<Cover>("Cover", "What a book is wrapped in.").text("color") { $0.color }.flag("hard") { $0.isHard }

  static let book = Shape<Book>("Book", "A book.")
    .id("id") { $0.id }
    .text("title", "As printed.") { $0.title }
    .number("pages") { $0.pages }
    .list("tags", .texts) { $0.tags }
    .timeOrNull("printed_at", "null when nobody knows.") { $0.printed }
    .objectOrNull("cover", cover) { $0.cover }
    .number("version") { $0.version }
}

enum Genre: String, CaseIterable, Sendable {
  case novel, poetry
}

struct NewCover: BodyFields {
  let cover: Cover

  init(_ fields: inout FieldReader) {
    let color = fields.required("color", .word(of: ["red", "blue"]))
    cover = Cover(color: color, isHard: fields.optional("hard", .flag, default: false))
  }
}

struct NewBook: BodyFields {
  let title: String
  let pages: Int
  let tags: [String]
  let genre: Genre
  let blurb: String
  let cover: NewCover?
  let printed: Timestamp?

  init(_ fields: inout FieldReader) {
    title = fields.required("title", .line(1...20), "As printed.")
    pages = fields.required("pages", .number(1...5000))
    tags = fields.optional("tags", .list(of: .line(1...5), count: 0...3), default: [])
    genre = fields.optional("genre", .choice(), default: .novel)
    blurb = fields.optional("blurb", .text(0...100), default: "")
    cover = fields.optional("cover", .object())
    printed = fields.optional("printed_at", .time)
    if pages > 100, title == "Leaflet" { fields.refuse("pages", "too_many", "A leaflet has at most 100 pages.") }
  }
}

struct BookPatch: BodyFields {
  let title: String?
  let printed: Change<Timestamp>

  init(_ fields: inout FieldReader) {
    title = fields.optional("title", .line(1...20))
    printed = fields.change("printed_at", .time)
  }
}

struct BookQuery: QueryFields {
  let page: PageQuery
  let isLong: Bool?
  let genres: [Genre]

  init(_ fields: inout FieldReader) {
    page = PageQuery(&fields)
    isLong = fields.optional("long", .flag, "Only long books, or only short ones.")
    genres = fields.optional("genres", .list(of: .choice(), count: 1...2), default: [])
  }
}

/// What went wrong on purpose.
struct SecretFailure: Error {
  let secret = "the password is swordfish"
}

struct LibraryRoutes: Sendable {
  static let book = Book(
    id: ID(RawID(high: 0x0190_a0a0_0000_7000, low: 0x8000_0000_0000_0001)), title: "Emma", pages: 474, tags: ["a", "b"],
    printed: Timestamp(milliseconds: 0), cover: Cover(color: "red", isHard: true), version: 3)
  static let path = "/api/v1/books/\(book.id)"

  /// The claims that handlers saw.
  let claims: Claims
  let frames: AsyncStream<EventFrame>

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(.get, "books", "listBooks", "All books", tag: "Books", needs: .forumRead, returns: Shapes.book.page, perform: list)
    Endpoint(
      .post, "books", "addBook", "Add a book", tag: "Books", needs: .postCreate, success: .created, errors: ["shelf_full"], returns: Shapes.book,
      perform: add)
    Endpoint(.get, "books/{book_id}", "getBook", "One book", tag: "Books", needs: .forumRead, returns: Shapes.book, perform: get)
    Endpoint(.patch, "books/{book_id}", "editBook", "Change a book", tag: "Books", needs: .postCreate, returns: Shapes.book, perform: edit)
    Endpoint(
      .delete, "books/{book_id}", "deleteBook", "Burn a book", tag: "Books", needs: .forumModerate, success: .noContent, returns: .nothing,
      perform: delete)
    Endpoint(.post, "keys", "takeKey", "Guess a key", tag: "Keys", needs: nil, rate: .auth, success: .noContent, returns: .nothing, perform: fail)
    Endpoint(.get, "shelves/{name}", "getShelf", "One shelf", tag: "Books", needs: nil, returns: Shapes.cover, perform: shelf)
    Endpoint(.get, "slow", "waitForEver", "Waits", tag: "Books", needs: nil, returns: .nothing, perform: wait)
    Endpoint(
      events: [EventKind("book.added", "There is a new book.")], "events", "followBooks", "New books", tag: "Books", needs: .forumRead,
      perform: follow)
  }

  @Sendable private func list(_ call: Call, _ query: BookQuery) async throws -> Reply<Listing<Book>> {
    let request = try call.page(query.page, of: "books")
    let next = PagePosition(key: (request.after?.key ?? 0) + 1, id: Self.book.id.raw)
    return .ok(call.listing(Page(items: Array(repeating: Self.book, count: request.limit), next: next), of: "books"))
  }

  @Sendable private func add(_ call: Call, _ body: NewBook) async throws -> Reply<Book> {
    if let claim = try call.idempotencyClaim() { claims.add(claim) }
    let book = Book(
      id: Self.book.id, title: body.title, pages: body.pages, tags: body.tags, printed: body.printed, cover: body.cover?.cover, version: 1)
    return .created(book, at: Self.path, version: 1)
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<Book> {
    guard try call.id("book_id") == Self.book.id else { throw AppError.notFound("book") }
    return .ok(Self.book, version: Self.book.version)
  }

  @Sendable private func edit(_ call: Call, _ body: BookPatch) async throws -> Reply<Book> {
    try call.ifMatch().require(Self.book.version)
    let old = Self.book
    let book = Book(
      id: old.id, title: body.title ?? old.title, pages: old.pages, tags: old.tags, printed: body.printed.applied(to: old.printed),
      cover: old.cover, version: 4)
    return .ok(book, version: 4)
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> { .nothing }
  @Sendable private func fail(_ call: Call) async throws -> Reply<Nothing> { throw SecretFailure() }

  @Sendable private func shelf(_ call: Call) async throws -> Reply<Cover> { .ok(Cover(color: try call.word("name"), isHard: false)) }

  @Sendable private func wait(_ call: Call) async throws -> Reply<Nothing> {
    try await Task.sleep(for: .seconds(600))
    return .nothing
  }

  @Sendable private func follow(_ call: Call, _ query: NoQuery) async throws -> AsyncStream<EventFrame> { frames }
}

/// Remembers the claims of requests.
final class Claims: Sendable {
  private let list = Mutex<[IdempotencyClaim]>([])

  var all: [IdempotencyClaim] { list.withLock { $0 } }
  func add(_ claim: IdempotencyClaim) { list.withLock { $0.append(claim) } }
}
