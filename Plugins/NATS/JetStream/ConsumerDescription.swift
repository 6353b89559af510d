import ForumKernel

/// What a consumer is made of, as JetStream's JSON has it; what is nil has the server's default.
struct ConsumerDescription: Encodable {
  var durableName: String?
  /// The start and filters of a durable one, which can't change, as one line.
  var description: String?
  var deliverSubject: String?
  var deliverPolicy = "all"
  var optStartSeq: Int64?
  var optStartTime: String?
  var ackPolicy: String
  var ackWait: Int64?
  var backoff: [Int64]?
  var maxAckPending: Int?
  var maxDeliver: Int?
  var filterSubject: String?
  var filterSubjects: [String]?
  var flowControl: Bool?
  var idleHeartbeat: Int64?
  var inactiveThreshold: Int64?
  var memStorage: Bool?
  var numReplicas: Int?

  enum CodingKeys: String, CodingKey {
    case description, backoff
    case durableName = "durable_name"
    case deliverSubject = "deliver_subject"
    case deliverPolicy = "deliver_policy"
    case optStartSeq = "opt_start_seq"
    case optStartTime = "opt_start_time"
    case ackPolicy = "ack_policy"
    case ackWait = "ack_wait"
    case maxAckPending = "max_ack_pending"
    case maxDeliver = "max_deliver"
    case filterSubject = "filter_subject"
    case filterSubjects = "filter_subjects"
    case flowControl = "flow_control"
    case idleHeartbeat = "idle_heartbeat"
    case inactiveThreshold = "inactive_threshold"
    case memStorage = "mem_storage"
    case numReplicas = "num_replicas"
  }

  /// Pushes every message after `sequence`, in order and without answers, for as long as `subject` is listened to.
  static func ordered(after sequence: Int64, to subject: String, heartbeat: Duration) -> ConsumerDescription {
    ConsumerDescription(
      deliverSubject: subject, deliverPolicy: "by_start_sequence", optStartSeq: sequence + 1, ackPolicy: "none", flowControl: true,
      idleHeartbeat: heartbeat.wholeNanoseconds, inactiveThreshold: Duration.seconds(10).wholeNanoseconds, memStorage: true, numReplicas: 1)
  }

  /// Never reached; old servers want a number with a back-off list.
  private static let deliveriesMax = 1_000_000_000

  /// A durable one that is asked for messages. How often each may be delivered is counted by whoever fetches, who keeps the dead letters.
  static func durable(_ settings: ConsumerSettings, _ names: StreamNames, severalFilters: Bool) -> ConsumerDescription {
    let list = settings.backOff.map(\.wholeNanoseconds)
    var description = ConsumerDescription(
      durableName: settings.name, description: settings.fixedText, ackPolicy: "explicit", ackWait: list.first ?? settings.ackWait.wholeNanoseconds,
      backoff: list.isEmpty ? nil : list, maxAckPending: settings.maxAckPending, maxDeliver: list.isEmpty ? -1 : deliveriesMax)
    switch settings.start {
    case .first: break
    case .new: description.deliverPolicy = "new"
    case .after(let sequence): (description.deliverPolicy, description.optStartSeq) = ("by_start_sequence", sequence + 1)
    case .since(let time): (description.deliverPolicy, description.optStartTime) = ("by_start_time", time.description)
    }
    let filters = settings.filters.map { names.filter($0) }
    if filters.count == 1 { description.filterSubject = filters[0] }
    if filters.count > 1, severalFilters { description.filterSubjects = filters }
    return description
  }
}

extension ConsumerSettings {
  /// Start and filters, which can't change, as one line.
  var fixedText: String {
    let start =
      switch start {
      case .first: "first"
      case .new: "new"
      case .after(let sequence): "after \(sequence)"
      case .since(let time): "since \(time)"
      }
    return ([start] + filters.map(\.description)).joined(separator: ", ")
  }
}

struct ConsumerRequest: Encodable {
  let streamName: String
  let config: ConsumerDescription

  enum CodingKeys: String, CodingKey {
    case config
    case streamName = "stream_name"
  }
}

/// `CONSUMER.INFO` and `CONSUMER.CREATE` answer this.
struct ConsumerReport: Decodable, Sendable {
  struct Place: Decodable, Sendable {
    let consumerSeq: Int64
    let streamSeq: Int64

    enum CodingKeys: String, CodingKey {
      case consumerSeq = "consumer_seq"
      case streamSeq = "stream_seq"
    }
  }

  struct Config: Decodable, Sendable {
    let description: String?
  }

  let name: String
  let config: Config
  let delivered: Place
  let ackFloor: Place
  let numAckPending: Int
  let numPending: Int64

  enum CodingKeys: String, CodingKey {
    case name, config, delivered
    case ackFloor = "ack_floor"
    case numAckPending = "num_ack_pending"
    case numPending = "num_pending"
  }
}
