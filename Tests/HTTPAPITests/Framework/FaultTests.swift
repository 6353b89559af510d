import ForumKernel
import HTTPTypes
import Testing

@testable import HTTPAPI

/// A shelf whose rules stand for those of a domain.
private struct NewShelf: BodyFields {
  let labels: [String]

  init(_ fields: inout FieldReader) {
    let label = FieldType<String>.line(1...9)
    labels = fields.optional("labels", .list(of: label, count: 0...4).checked(Self.checkLabels), default: [])
    let rows = fields.optional("rows", .list(of: .object(ShelfRow.self), count: 0...4), default: [])
    let height = fields.optional("height", .number(1...9), default: 1)
    fields.check { () throws(AppError) in try Self.checkRows(rows) }
    fields.check(needs: "height") { () throws(AppError) in
      guard height > rows.count else { throw AppError.validation([Fault("/rows", "too_many", "There is no room.")]) }
    }
  }

  @Sendable private static func checkLabels(_ labels: [String]) throws(AppError) {
    let faults = labels.enumerated().filter { $0.element.contains(" ") || $0.element.isEmpty }.map {
      Fault("/labels/\($0.offset)", "malformed", "No.")
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  private static func checkRows(_ rows: [ShelfRow]) throws(AppError) {
    let faults = rows.enumerated().filter { $0.element.first > $0.element.last }.map { Fault("/rows/\($0.offset)/last", "out_of_range", "No.") }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }
}

private struct ShelfRow: RequestFields {
  let first: Int
  let last: Int

  init(_ fields: inout FieldReader) {
    first = fields.required("first", .number(1...9))
    last = fields.required("last", .number(1...9))
  }
}

@Suite("Faults") struct FaultTests {
  private func faults(_ json: String) throws -> [String] {
    let (_, faults): (NewShelf, [Fault]) = try FieldReader(json: Array(json.utf8)).fields()
    return faults.map { "\($0.pointer) \($0.code)" }
  }

  @Test(
    "a fault of a part is told at that part, once, and nothing is told of what stands for a part that can't be read",
    arguments: [
      (#"{"labels":["fine","no good","nor this"]}"#, ["/labels/1 malformed", "/labels/2 malformed"]),
      (#"{"labels":["fine",5,"no good"]}"#, ["/labels/1 wrong_type", "/labels/2 malformed"]),
      (#"{"labels":[5]}"#, ["/labels/0 wrong_type"]), (#"{"labels":5}"#, ["/labels wrong_type"]),
      (
        #"{"height":9,"rows":[{"first":2,"last":1},{"first":5},{"first":"x","last":1}]}"#,
        ["/rows/1/last required", "/rows/2/first wrong_type", "/rows/0/last out_of_range"]
      ),
    ])
  func parts(_ json: String, _ expected: [String]) throws { #expect(try faults(json) == expected) }

  @Test("a rule over several fields is told beside their own faults, and not asked where one that it needs can't be read")
  func rules() throws {
    #expect(try faults(#"{"rows":[{"first":1,"last":1}],"labels":[""]}"#) == ["/labels/0 too_short", "/rows too_many"])
    #expect(try faults(#"{"rows":[{"first":1,"last":1}],"height":0}"#) == ["/height out_of_range"])
  }

  @Test("what is wrong with the query and with the body is told in one answer")
  func queryAndBody() async throws {
    let library = try LibraryServer()
    let headers: HTTPFields = [.authorization: "Bearer member"]
    let both = try await library.send(.post, "/api/v1/books?x=1&y=2", headers, json: #"{"title":"","pages":0}"#)
    #expect(both.status == 422)
    #expect(try both.faults == ["?x unknown_parameter", "?y unknown_parameter", "/title too_short", "/pages out_of_range"])
    let list = try await library.send(.post, "/api/v1/books?x=1", headers, json: "[]")
    #expect(try list.faults == ["?x unknown_parameter", " wrong_type"])
    let many = (0..<500).map { "\"x\($0)\":1" }.joined(separator: ",")
    #expect(try await library.send(.post, "/api/v1/books?x=1", headers, json: "{\(many)}").faults.count == 50)
    // What is no JSON at all can't be judged.
    #expect(try await library.send(.post, "/api/v1/books?x=1", headers, json: "{").code == "invalid_json")
  }

  @Test("a name with a slash or a tilde is escaped in its place")
  func escaped() throws { #expect(try faults(#"{"a/b~c":1}"#) == ["/a~1b~0c unknown_field"]) }
}
