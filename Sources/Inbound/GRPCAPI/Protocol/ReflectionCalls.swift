import Foundation
import GRPCCore
import GRPCProto
import GRPCProtobuf
import ServiceLifecycle
import SwiftProtobuf

/// Server reflection under both of its names; the messages of the older one are the same on the wire.
struct ReflectionCalls: RegistrableRPCService {
  private typealias Request = Grpc_Reflection_V1_ServerReflectionRequest
  private typealias Response = Grpc_Reflection_V1_ServerReflectionResponse
  private static let services = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"]

  let catalog: DescriptorCatalog

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    for service in Self.services {
      router.registerHandler(
        forMethod: MethodDescriptor(fullyQualifiedService: service, method: "ServerReflectionInfo"),
        deserializer: ProtobufDeserializer<Request>(), serializer: ProtobufSerializer<Response>()
      ) { request, _ in
        StreamingServerResponse { writer in
          // Clients keep this open; a server that stops does not wait for them.
          try await cancelWhenGracefulShutdown {
            for try await question in request.messages { try await writer.write(answer(question)) }
          }
          return [:]
        }
      }
    }
  }

  private func answer(_ request: Request) -> Response {
    Response.with { response in
      response.validHost = request.host
      response.originalRequest = request
      switch request.messageRequest {
      case .fileByFilename(let name): response.messageResponse = files(catalog.files(named: name))
      case .fileContainingSymbol(let symbol): response.messageResponse = files(catalog.files(declaring: symbol))
      case .listServices:
        response.messageResponse = .listServicesResponse(.with { $0.service = catalog.services.map { name in .with { $0.name = name } } })
      case .fileContainingExtension, .allExtensionNumbersOfType: response.messageResponse = files(nil)
      case nil: response.messageResponse = Self.error(.invalidArgument, "There is no question.")
      }
    }
  }

  private func files(_ files: [Data]?) -> Response.OneOf_MessageResponse {
    guard let files else { return Self.error(.notFound, "Nothing here has this name.") }
    return .fileDescriptorResponse(.with { $0.fileDescriptorProto = files })
  }

  private static func error(_ code: Status.Code, _ message: String) -> Response.OneOf_MessageResponse {
    .errorResponse(
      .with {
        $0.errorCode = Int32(code.rawValue)
        $0.errorMessage = message
      })
  }
}
