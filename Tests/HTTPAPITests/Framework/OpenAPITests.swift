import Foundation
import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct OpenAPITests {
  private func document() async throws -> JSONValue {
    let answer = try await LibraryServer().send(.get, "/openapi.json")
    #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
    return try Array(answer.text.utf8).withUnsafeBufferPointer { try JSONParser.parse($0) }
  }

  @Test("every endpoint is there with its operation, permission and answer")
  func operations() async throws {
    let document = try await document()
    #expect(document["openapi"] == "3.1.0")
    let get = document["paths"]?["/api/v1/books/{book_id}"]?["get"]
    #expect(get?["operationId"] == "getBook" && get?["tags"] == ["Books"])
    #expect(get?["description"] == "Needs the permission `forum.read`.")
    #expect(get?["responses"]?["200"]?["content"]?["application/json"]?["schema"]?["properties"]?["data"] == ["$ref": "#/components/schemas/Book"])
    #expect(get?["responses"]?["default"]?["content"]?["application/problem+json"]?["schema"] == ["$ref": "#/components/schemas/Problem"])
    #expect(document["paths"]?["/api/v1/books/{book_id}"]?["delete"]?["responses"]?["204"]?["content"] == nil)
    #expect(document["paths"]?["/api/v1/events"]?["get"]?["responses"]?["200"]?["content"]?["text/event-stream"] != nil)
    let add = document["paths"]?["/api/v1/books"]?["post"]
    #expect(add?["requestBody"]?["content"]?["application/json"]?["schema"] == ["$ref": "#/components/schemas/NewBook"])
    #expect(add?["security"] == [["bearer": []]])
    #expect(add?["responses"]?["default"]?["description"] == "An error. Codes to know: shelf_full.")
  }

  @Test("the schema of a request comes from the code that reads it")
  func requests() async throws {
    let schema = try #require(try await document()["components"]?["schemas"]?["NewBook"])
    #expect(schema["required"] == ["title", "pages"] && schema["additionalProperties"] == false)
    #expect(schema["properties"]?["title"] == ["type": "string", "minLength": 1, "maxLength": 20, "description": "As printed."])
    #expect(schema["properties"]?["pages"] == ["type": "integer", "minimum": 1, "maximum": 5000])
    #expect(schema["properties"]?["genre"]?["enum"] == ["novel", "poetry"] && schema["properties"]?["genre"]?["default"] == "novel")
    #expect(schema["properties"]?["tags"]?["maxItems"] == 3)
    #expect(schema["properties"]?["cover"] == ["anyOf": [["$ref": "#/components/schemas/NewCover"], ["type": "null"]]])
    #expect(schema["properties"]?["printed_at"] == ["type": ["string", "null"], "format": "date-time"])
  }

  @Test("query parameters are described, and are never null")
  func queries() async throws {
    let get = try await document()["paths"]?["/api/v1/books"]?["get"]
    guard case .array(let parameters)? = get?["parameters"] else {
      Issue.record("no parameters")
      return
    }
    #expect(parameters.map { $0["name"] } == ["limit", "cursor", "long", "genres", "X-Tenant"])
    #expect(parameters[0]["schema"] == ["type": "integer", "minimum": 1, "maximum": 100, "default": 30])
    #expect(parameters[2]["schema"] == ["type": "boolean"] && parameters[2]["required"] == false)
    #expect(parameters[3]["explode"] == false)
  }

  @Test("the schema of an answer comes from the table that writes it")
  func answers() async throws {
    let schema = try #require(try await document()["components"]?["schemas"]?["Book"])
    #expect(schema["required"] == ["id", "title", "pages", "tags", "printed_at", "cover", "version"])
    #expect(schema["properties"]?["id"] == ["type": "string", "format": "uuid"])
    #expect(schema["properties"]?["tags"] == ["type": "array", "items": ["type": "string"]])
    #expect(schema["properties"]?["cover"] == ["anyOf": [["$ref": "#/components/schemas/Cover"], ["type": "null"]]])
    let answer = try await LibraryServer().send(.get, LibraryRoutes.path)
    let written = try #require(try answer.data as [String: Any]?)
    guard case .object(let members)? = schema["properties"] else { return }
    #expect(Set(members.map(\.name)) == Set(written.keys))
  }

  @Test("health, readiness, metrics and keys are served without a tenant")
  func server() async throws {
    let ready = try LibraryServer()
    #expect(try await ready.send(.get, "/healthz", [.init("X-Tenant")!: "other"]).status == 200)
    #expect(try await ready.send(.get, "/readyz").text == #"{"ready":true,"reasons":[]}"#)
    #expect(try await ready.send(.get, "/metrics").text == "books 1\n")
    #expect(try await ready.send(.get, "/.well-known/jwks.json").text == #"{"keys":[]}"#)
    let starting = try LibraryServer(reasonsNotReady: ["the store is opening"])
    let answer = try await starting.send(.get, "/readyz")
    #expect(answer.status == 503 && answer.text == #"{"ready":false,"reasons":["the store is opening"]}"#)
  }
}
