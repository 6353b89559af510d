/// What one document may be, whatever the settings say. All of it is looked at before anything is read.
enum GraphQLLimits {
  /// The question of a large page has about 5 KiB, the introspection of tools 2 KiB.
  static let documentBytesMax = 65_536
  /// The introspection of tools has 300; a token costs a few hundred nanoseconds.
  static let tokensMax = 5_000
  /// Braces, brackets and lists in each other while parsing: bounds the recursion of everything that walks the syntax.
  static let nestingMax = 50
  /// Names stand in each object of the answer, and in the places of its errors.
  static let nameBytesMax = 128
  /// Bounds the recursion from fragment to fragment.
  static let fragmentsMax = 100
  static let operationsMax = 50
  /// More errors than that help nobody.
  static let errorsMax = 50
  /// Looks at pairs of fields that would be one field of the answer; documents of people need some thousands at most.
  static let mergeStepsMax = 100_000
  /// The introspection of tools goes down 15 levels, nine of them for lists in lists.
  static let introspectionDepthMax = 20
  /// Introspection reads memory, not the store: the whole schema, as tools ask for it, costs 30,000. A document that asks for it in circles costs millions.
  static let introspectionCostMax = 150_000
  /// Names further apart are no slips of a finger.
  static let suggestionsMax = 3
  /// One more of the rate limit's reads for each such part of a document's cost: two questions to the store.
  static let costPerRead = 20
  /// What a query of the store costs, in fields that only show what is there already.
  static let loadCost = 10
  /// Of one answer, which is in memory as a whole: eight of the REST API's largest pages.
  static let answerBytesMax = 8 << 20
  /// Threads, posts and comments that a request remembers while it is answered; a post has 128 KiB at most, but for imported ones.
  static let rememberedMax = 100
  /// How long a document that a client sent is known by its hash; using it begins the time anew.
  static let persistedTime = Duration.seconds(86_400)
  /// Allowed documents are read at start and stay in memory.
  static let documentsMax = 5_000
}
