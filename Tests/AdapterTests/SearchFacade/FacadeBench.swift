import ForumKernel
import Foundation
import Logging
import Support

@testable import SearchFacade

/// A facade in process, with short ways to ask it.
struct FacadeBench {
  let facade: SearchFacade
  let authorization: String?

  /// Runs `body` with a fresh facade; with a `masterKey` every request carries it.
  static func run(masterKey: String = "", _ body: (FacadeBench) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in try await body(try open(folder, masterKey: masterKey)) }
  }

  /// A facade over the data in a folder.
  static func open(_ folder: String, masterKey: String = "", bytesMax: Int = 1 << 20) throws -> FacadeBench {
    var logger = Logger(label: "facade")
    logger.logLevel = .critical
    let facade = try SearchFacade(directory: folder, masterKey: masterKey, bytesMax: bytesMax, clock: SystemClock(), logger: logger)
    return FacadeBench(facade: facade, authorization: masterKey.isEmpty ? nil : "Bearer \(masterKey)")
  }

  func send(_ method: String, _ target: String, _ json: FacadeJSON? = nil) async throws -> (status: Int, json: FacadeJSON) {
    let response = await facade.respond(
      to: FacadeRequest(
        method, target, contentType: json == nil ? nil : "application/json", authorization: authorization, body: json?.bytes ?? []))
    return (response.status, response.body.isEmpty ? .null : try JSONReader.read(response.body))
  }

  /// The body of an answer that is no error.
  func get(_ target: String) async throws -> FacadeJSON { try await send("GET", target).json }

  /// Asks for a change and waits for its end.
  @discardableResult func change(_ method: String, _ target: String, _ json: FacadeJSON? = nil) async throws -> FacadeJSON {
    let (status, summary) = try await send(method, target, json)
    guard status == 202, let uid = summary["taskUid"]?.integer else { return summary }
    while true {
      let task = try await get("/tasks/\(uid)")
      if !["enqueued", "processing"].contains(task["status"]?.text) { return task }
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  func add(_ texts: [String], to index: String = "i") async throws {
    let documents = texts.enumerated().map { number, text -> FacadeJSON in ["id": .int(number + 1), "text": .text(text)] }
    try await change("POST", "/indexes/\(index)/documents", .array(documents))
  }

  /// The ids of the documents found, in order.
  func find(_ text: String, _ more: FacadeJSON = [:], in index: String = "i") async throws -> [Int] {
    var body: FacadeJSON = ["q": .text(text)]
    for member in more.members { body[member.name] = member.value }
    return (try await send("POST", "/indexes/\(index)/search", body).json["hits"]?.items ?? []).compactMap { $0["id"]?.integer }
  }
}
