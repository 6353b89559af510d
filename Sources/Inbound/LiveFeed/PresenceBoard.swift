public import Forum
public import ForumKernel
import Synchronization

/// Who looks at which thread on this node, and who types there. Lives in memory: it is gone with the connection that tells it.
public final class PresenceBoard: Sendable {
  struct Place: Hashable {
    let tenant: TenantID
    let thread: ThreadID
  }

  private struct Member {
    let author: AuthorView
    var visits = 0
    var typing = 0
  }

  private struct Room {
    var members: [UserID: Member] = [:]
    var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private struct State {
    var rooms: [Place: Room] = [:]
    var nextID = 0
  }

  private let state = Mutex(State())

  public init() {}

  /// The member is there until the visit is left.
  public func enter(_ thread: ThreadID, _ tenant: TenantID, as author: AuthorView) -> PresenceVisit {
    let place = Place(tenant: tenant, thread: thread)
    let (changes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let id = change(place) { room, state in
      state.nextID += 1
      room.watchers[state.nextID] = continuation
      room.members[author.id, default: Member(author: author)].visits += 1
      return state.nextID
    }
    return PresenceVisit(board: self, place: place, id: id, user: author.id, changes: changes)
  }

  func leave(_ visit: PresenceVisit) {
    let watcher = change(visit.place) { room, _ -> AsyncStream<Void>.Continuation? in
      guard let watcher = room.watchers.removeValue(forKey: visit.id) else { return nil }
      room.members[visit.user]?.visits -= 1
      if let member = room.members[visit.user], member.visits <= 0 { room.members[visit.user] = nil }
      return watcher
    }
    watcher?.finish()
  }

  func addTyping(_ delta: Int, _ visit: PresenceVisit) {
    change(visit.place) { room, _ in
      guard room.watchers[visit.id] != nil else { return }
      room.members[visit.user]?.typing += delta
    }
  }

  func view(_ place: Place) -> PresenceView {
    let members = state.withLock { $0.rooms[place].map { Array($0.members.values) } ?? [] }
    let shown = members.sorted { $0.author.handle < $1.author.handle }.prefix(PresenceView.shownMax)
    return PresenceView(count: members.count, members: shown.map { PresentMember(author: $0.author, isTyping: $0.typing > 0) })
  }

  /// Changes a room and tells all who are in it. A room without watchers is forgotten.
  @discardableResult
  private func change<Result>(_ place: Place, _ change: (inout Room, inout State) -> Result) -> Result {
    let (result, watchers) = state.withLock { state in
      var room = state.rooms[place] ?? Room()
      let result = change(&room, &state)
      state.rooms[place] = room.watchers.isEmpty ? nil : room
      return (result, Array(room.watchers.values))
    }
    for watcher in watchers { watcher.yield() }
    return result
  }
}

/// One connection's stay with a thread.
public final class PresenceVisit: Sendable {
  /// Yields when something has changed since the last time: take `view` then. What happens meanwhile is one change.
  public let changes: AsyncStream<Void>
  let place: PresenceBoard.Place
  let id: Int
  let user: UserID
  private let board: PresenceBoard
  private let isTyping = Mutex(false)

  init(board: PresenceBoard, place: PresenceBoard.Place, id: Int, user: UserID, changes: AsyncStream<Void>) {
    self.board = board
    self.place = place
    self.id = id
    self.user = user
    self.changes = changes
  }

  public var view: PresenceView { board.view(place) }

  public func setTyping(_ typing: Bool) {
    let hasChanged = isTyping.withLock { known in
      defer { known = typing }
      return known != typing
    }
    if hasChanged { board.addTyping(typing ? 1 : -1, self) }
  }

  /// At the end; once more changes nothing.
  public func leave() {
    setTyping(false)
    board.leave(self)
  }
}

/// Who is with a thread.
public struct PresenceView: Sendable {
  /// More faces than a page shows.
  static let shownMax = 50

  /// All of them.
  public let count: Int
  /// The first by handle.
  public let members: [PresentMember]
}

public struct PresentMember: Sendable {
  public let author: AuthorView
  public let isTyping: Bool
}
