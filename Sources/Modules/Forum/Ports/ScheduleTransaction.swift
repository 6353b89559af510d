public import ForumKernel

/// What timed changes of threads load and save within a write.
public protocol ScheduleTransaction: TransactionContext {
  /// Without times where nothing is planned, also for a thread that is not there.
  func schedule(of thread: ThreadID) throws -> ThreadSchedule
  /// When the change is due; nil when it is not planned.
  func dueTime(of change: ThreadSchedule.Change, _ thread: ThreadID) throws -> Timestamp?
  /// In place of the time that it had, if any. The job that makes such changes is due by then.
  func schedule(_ change: ThreadSchedule.Change, of thread: ThreadID, at time: Timestamp) throws
  /// False when it was not planned.
  func unschedule(_ change: ThreadSchedule.Change, of thread: ThreadID) throws -> Bool
  /// Nothing of the tenant's is planned any more.
  func unscheduleAll() throws
  /// Nothing of this author's is published any more.
  func unschedulePublications(by author: UserID) throws
  /// The author's threads that wait for their publication; there is a limit.
  func publicationCount(of author: UserID) throws -> Int64
  /// The thread and its opening post begin at this moment.
  func setBegin(of thread: ThreadID, to time: Timestamp) throws
}
