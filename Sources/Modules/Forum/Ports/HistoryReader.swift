public import ForumKernel

/// Reads of what threads were before; who may see it is for the use cases to say. Reactions and comments are counted as they are now.
public protocol HistoryReader: Sendable {
  /// nil for a thread that had no posts at that moment, or was not there yet. With what it was then: also deleted.
  func thread(_ id: ThreadID, asOf moment: Timestamp, _ tenant: TenantID) async throws -> ThreadView?
  /// The posts that could be seen in the thread at that moment, where they stood and with what they said then.
  func posts(of thread: ThreadID, asOf moment: Timestamp, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<PostView>
  /// In which category the thread is now, deleted or not.
  func category(of thread: ThreadID, _ tenant: TenantID) async throws -> CategoryID?
}
