import ForumKernel

/// What a stream is made of, as JetStream's JSON has it.
struct StreamDescription: Codable, Sendable {
  var name: String
  var subjects: [String]
  var description: String?
  var retention = "limits"
  var storage = "file"
  var discard = "old"
  var maxAge: Int64
  var maxMsgs: Int64
  var maxBytes: Int64
  var maxMsgsPerSubject: Int64 = -1
  var duplicateWindow: Int64
  var numReplicas: Int
  var allowDirect = true

  enum CodingKeys: String, CodingKey {
    case name, subjects, description, retention, storage, discard
    case maxAge = "max_age"
    case maxMsgs = "max_msgs"
    case maxBytes = "max_bytes"
    case maxMsgsPerSubject = "max_msgs_per_subject"
    case duplicateWindow = "duplicate_window"
    case numReplicas = "num_replicas"
    case allowDirect = "allow_direct"
  }
}

/// `STREAM.INFO`, `STREAM.CREATE` and `STREAM.UPDATE` answer this.
struct StreamReport: Decodable, Sendable {
  struct State: Decodable, Sendable {
    let messages: Int64
    let firstSeq: Int64
    let lastSeq: Int64
    let subjects: [String: Int]?

    enum CodingKeys: String, CodingKey {
      case messages, subjects
      case firstSeq = "first_seq"
      case lastSeq = "last_seq"
    }
  }

  let created: String
  let state: State

  /// One that is made anew has another epoch.
  var info: StreamInfo {
    StreamInfo(
      madeAt: Timestamp(created) ?? Timestamp(milliseconds: 0), first: state.messages == 0 ? state.lastSeq + 1 : state.firstSeq, last: state.lastSeq)
  }
}

/// The answer to a published message.
struct PublishReport: Decodable, Sendable {
  let seq: Int64
}
