public import ForumKernel
public import HTTPAPI
import HTTPTypes
public import Logging
import NIOCore

/// GraphQL at `/graphql`, to read alone: the same admission as every call of the API, then parse, validate, measure, and only then execute.
public struct GraphQLRoutes: Sendable {
  private static let path = "/graphql"
  private static let schemaPath = "/graphql/schema"

  /// The most documents that may be known from the start.
  public static let documentsMax = GraphQLLimits.documentsMax

  private let schema = ForumGraph.schema
  private let services: GraphQLServices
  private let settings: QuerySettings
  private let documents: PersistedDocuments
  private let logger: Logger

  /// Throws `invalid` for a document of the settings that has faults.
  public init(_ services: GraphQLServices, _ settings: QuerySettings, cache: any Cache, logger: Logger) throws {
    self.services = services
    self.settings = settings
    self.logger = logger
    documents = PersistedDocuments(settings.documents.map(\.text), isClosed: settings.allowsOnlyDocuments, cache: cache, logger: logger)
    for (name, text) in settings.documents {
      do {
        _ = try checked(text)
      } catch {
        let place = error.errors[0].places.first.map { " (line \($0.line), column \($0.column))" } ?? ""
        throw AppError(.invalid, "graphql_document", "The document \(name) can't be used: \(error.errors[0].message)\(place)")
      }
    }
  }

  /// The schema in the language's own words.
  public static var schemaText: String { SchemaText.print(ForumGraph.schema) }

  public var routes: [PageRoute] {
    let questions = [
      PageRoute(.get, Self.path) { call, api in try await self.answer(call, api) },
      PageRoute(.post, Self.path) { call, api in try await self.answer(call, api) },
    ]
    guard settings.introspects else { return questions }
    return questions + [
      PageRoute(.get, Self.schemaPath) { _, _ in
        PageReply(ByteBuffer(string: Self.schemaText), type: "application/graphql; charset=utf-8")
      }
    ]
  }

  private func answer(_ call: Call, _ api: APICaller) async throws -> PageReply {
    guard let form = AnswerForm(accept: call.head.headerFields[.accept]) else {
      return AnswerForm.plain.reply("This answers application/graphql-response+json or application/json.", .notAcceptable)
    }
    if call.head.method == .post, !Self.isJSON(call.head.headerFields[.contentType]) {
      return form.reply("The body must be JSON, with Content-Type: application/json.", .unsupportedMediaType)
    }
    let request: GraphQLRequest
    do { request = try GraphQLRequest(call) } catch { return form.reply(refusing: error.errors, isMalformed: true) }
    do {
      return form.reply(try await result(of: request, call, api))
    } catch let refused as RequestRefused {
      return form.reply(refusing: refused.errors)
    }
  }

  private func result(of request: GraphQLRequest, _ call: Call, _ api: APICaller) async throws -> GraphQLResult {
    let document = try checked(try await documents.text(of: request, call.tenant))
    await documents.keep(request, call.tenant)
    let operation = try Self.operation(request.operationName, of: document)
    let inputs = try InputCoercion(operation, of: document, schema, given: request.variables)
    let cost = try DocumentCost(operation, of: document, schema, inputs, pageMax: PageQuery.limitMax).require(max: settings.costMax)
    try await api.count(reads: cost / GraphQLLimits.costPerRead, of: call)
    let reads = ForumReads(schema: schema, principal: call.principal, cursors: call.cursors, services: services)
    var executor = Executor(operation, of: document, inputs, reads, costMax: settings.costMax, logger: logger)
    return try await executor.run()
  }

  /// The document, without faults and not too deep.
  private func checked(_ text: String) throws(RequestRefused) -> Document {
    let document: Document
    do { document = try Parser.parse(text) } catch { throw RequestRefused([error]) }
    let faults = Validator.faults(of: document, schema, introspects: settings.introspects, depthMax: settings.depthMax)
    if !faults.isEmpty { throw RequestRefused(faults) }
    return document
  }

  private static func operation(_ name: String?, of document: Document) throws(RequestRefused) -> Operation {
    if let name, !name.isEmpty {
      if let operation = document.operations.first(where: { $0.name?.text == name }) { return operation }
      throw RequestRefused([GraphQLError(.operation, "The document has no operation named “\(name)”.")])
    }
    if document.operations.count == 1 { return document.operations[0] }
    let why =
      document.operations.isEmpty ? "The document has no operation." : "The document has several operations: say which one in “operationName”."
    throw RequestRefused([GraphQLError(.operation, why)])
  }

  private static func isJSON(_ type: String?) -> Bool {
    type?.prefix { $0 != ";" && $0 != " " }.lowercased() == "application/json"
  }
}
