public import ForumKernel

/// Reads of what is planned; who may see it is for the use cases to say.
public protocol ScheduleReader: Sendable {
  /// Without times where nothing is planned, also for a thread that is not there.
  func schedule(of thread: ThreadID, _ tenant: TenantID) async throws -> ThreadSchedule
  /// Threads that wait for their publication, the next one first: of one author, or of all.
  func scheduledThreads(by author: UserID?, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<ThreadView>
  /// Of all tenants, what has been due for longest first.
  func dueChanges(by time: Timestamp, limit: Int) async throws -> [ScheduledChange]
  /// When the next change of any tenant is due; nil when nothing is planned.
  func firstDue() async throws -> Timestamp?
}
