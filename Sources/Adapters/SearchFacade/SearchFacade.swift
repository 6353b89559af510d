public import ForumKernel
public import Logging

/// A search server of its own that answers as Meilisearch does: indexes of JSON documents, tasks, settings, keys.
///
/// One actor holds all of it in memory and in one journal file. A change is on disk before it is acknowledged as a task; tasks are carried out one
/// after
/// the other, each as a whole between two searches.
public actor SearchFacade {
  var state: FacadeState
  let journal: Journal
  let clock: any WallClock
  let masterKey: String
  private let logger: Logger
  private var worker: Task<Void, Never>?
  /// Bytes of the requests behind the tasks that wait, by uid.
  private var waitingSizes: [Int: Int] = [:]

  /// Opens the journal in `directory`, or makes both. Without a `masterKey` everybody may do everything, and there are no keys.
  /// `bytesMax`: the most that all documents may take, as JSON. Throws `unavailable` (`facade_journal`).
  public init(directory: String, masterKey: String, bytesMax: Int = 256 << 20, clock: any WallClock, logger: Logger) throws {
    try DataFolder.make(directory)
    var state = FacadeState(bytesMax: bytesMax)
    journal = try Journal(path: directory + "/facade.journal") { JournalRecords.replay($0, &state) }
    if !masterKey.isEmpty, state.keys.isEmpty {
      state.keys = APIKey.initial(now: clock.now.description)
      try journal.append(JournalRecords.keys(state.keys), isDurable: true)
    }
    // Requests of an earlier run are not known one by one; together they are in the journal.
    if let first = state.tasks.waiting.first { waitingSizes[first] = journal.bytes }
    self.state = state
    (self.masterKey, self.clock, self.logger) = (masterKey, clock, logger)
  }

  /// The answer to one request; every error is an answer too.
  public func respond(to request: FacadeRequest) -> FacadeResponse {
    startWorker()
    do {
      return try route(request)
    } catch let error as FacadeError {
      return FacadeResponse(error)
    } catch {
      logger.error("the search facade failed", metadata: ["error": "\(error)"])
      return FacadeResponse(FacadeError("internal", "An internal error occurred."))
    }
  }

  private var waitingBytes: Int { waitingSizes.values.reduce(0, +) }

  var now: String { clock.now.description }

  /// Puts a task in the queue, on disk. Throws `no_space_left_on_device` when too many wait.
  func enqueue(_ kind: FacadeTask.Kind, index: String?, payload: FacadeJSON, details: FacadeJSON, request: FacadeRequest) throws -> FacadeResponse {
    guard state.tasks.waiting.count < FacadeLimits.waitingTasksMax, waitingBytes + request.body.count <= FacadeLimits.waitingBytesMax
    else {
      throw FacadeError(
        "no_space_left_on_device",
        """
        Meilisearch cannot receive write operations because the limit of the task database has been reached. Please delete tasks \
        to continue performing write operations.
        """
      )
    }
    let task = FacadeTask(
      uid: state.tasks.next, index: index, kind: kind, payload: payload, details: details, enqueuedAt: now, metadata: request.query["customMetadata"])
    try journal.append(JournalRecords.enqueued(task), isDurable: true)
    waitingSizes[task.uid] = request.body.count
    state.tasks.put(task)
    startWorker()
    return FacadeResponse(202, task.summary)
  }

  private func startWorker() {
    guard worker == nil, !state.tasks.waiting.isEmpty else { return }
    worker = Task { await work() }
  }

  private func work() async {
    // What cancels comes before what it cancels.
    while let uid = state.tasks.waiting.first(where: { state.tasks[$0]?.kind == .taskCancelation }) ?? state.tasks.waiting.first {
      do {
        try carryOut(uid)
      } catch {
        logger.error("a search task could not be recorded", metadata: ["task": "\(uid)", "error": "\(error)"])
        break
      }
      // Searches that wait come in between.
      await Task.yield()
    }
    worker = nil
    // Those that were canceled are not carried out.
    if state.tasks.waiting.isEmpty { waitingSizes = [:] }
  }

  private func carryOut(_ uid: Int) throws {
    guard var task = state.tasks[uid] else { return }
    let began = clock.now.milliseconds
    (task.status, task.startedAt) = (.processing, now)
    waitingSizes[uid] = nil
    let done = state.finish(task, now: now, milliseconds: Int(clock.now.milliseconds - began))
    // Without this record the task is done again after a crash, to the same end.
    try journal.append(JournalRecords.finished(done), isDurable: false)
    if journal.bytes > max(FacadeLimits.journalBytesMin, 4 * (state.bytes + waitingBytes)) { try journal.replace(by: JournalRecords.all(of: state)) }
  }
}
