/// One change that was asked for: its state, and what it did.
struct FacadeTask: Sendable, Equatable {
  enum Status: String, CaseIterable { case enqueued, processing, succeeded, failed, canceled }

  enum Kind: String, CaseIterable {
    case documentAdditionOrUpdate, documentDeletion, indexCreation, indexUpdate, indexDeletion, indexSwap, settingsUpdate
    case taskCancelation, taskDeletion
  }

  let uid: Int
  let index: String?
  let kind: Kind
  /// What to do; gone when it is done.
  var payload: FacadeJSON
  var status = Status.enqueued
  var details: FacadeJSON
  var error: FacadeError?
  var canceledBy: Int?
  /// RFC 3339.
  let enqueuedAt: String
  var startedAt: String?
  var finishedAt: String?
  var milliseconds: Int?
  let metadata: String?

  var isFinished: Bool { status != .enqueued && status != .processing }

  /// As `/tasks` shows it.
  var json: FacadeJSON {
    var json: FacadeJSON = [
      "uid": .int(uid), "batchUid": startedAt == nil ? .null : .int(uid), "indexUid": index.map { .text($0) } ?? .null,
      "status": .text(status.rawValue),
      "type": .text(kind.rawValue), "canceledBy": canceledBy.map { .int($0) } ?? .null, "details": details, "error": error?.json ?? .null,
      "duration": milliseconds.map { .text("PT\(Double($0) / 1000)S") } ?? .null, "enqueuedAt": .text(enqueuedAt),
      "startedAt": startedAt.map { .text($0) } ?? .null, "finishedAt": finishedAt.map { .text($0) } ?? .null,
    ]
    if let metadata { json["customMetadata"] = .text(metadata) }
    return json
  }

  /// As the answer to the request shows it.
  var summary: FacadeJSON {
    [
      "taskUid": .int(uid), "indexUid": index.map { .text($0) } ?? .null, "status": .text(status.rawValue), "type": .text(kind.rawValue),
      "enqueuedAt": .text(enqueuedAt),
    ]
  }
}

extension FacadeTask {
  init(uid: Int, index: String?, kind: Kind, payload: FacadeJSON, details: FacadeJSON, enqueuedAt: String, metadata: String? = nil) {
    (self.uid, self.index, self.kind, self.payload, self.details) = (uid, index, kind, payload, details)
    (self.enqueuedAt, self.metadata) = (enqueuedAt, metadata)
  }

  /// From the journal; nil when it is not one.
  init?(json: FacadeJSON, payload: FacadeJSON) {
    guard let uid = json["uid"]?.integer, let kind = json["type"]?.text.flatMap(Kind.init), let enqueuedAt = json["enqueuedAt"]?.text,
      let status = json["status"]?.text.flatMap(Status.init)
    else { return nil }
    self.init(
      uid: uid, index: json["indexUid"]?.text, kind: kind, payload: payload, details: json["details"] ?? [:], enqueuedAt: enqueuedAt,
      metadata: json["customMetadata"]?.text)
    self.status = status
    error = json["error"].flatMap { $0 == .null ? nil : FacadeError(json: $0) }
    canceledBy = json["canceledBy"]?.integer
    startedAt = json["startedAt"]?.text
    finishedAt = json["finishedAt"]?.text
    milliseconds = json["duration"]?.text.flatMap { Double($0.dropFirst(2).dropLast()) }.map { Int($0 * 1000) }
  }
}
