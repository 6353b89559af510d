import Foundation
import GRPCProto
import SwiftProtobuf

/// The descriptors of everything that this server speaks, as the generator wrote them down.
struct DescriptorCatalog: Sendable {
  private struct File {
    let bytes: Data
    let imports: [String]
  }

  /// Full names, sorted.
  let services: [String]
  /// The paths of the methods that take many messages.
  let pathsOfStreams: Set<String>
  private let files: [String: File]
  /// Which file declares a symbol: services, methods, messages, enums.
  private let places: [String: String]

  /// Throws when the generated descriptors can't be read.
  init() throws {
    let set = try Google_Protobuf_FileDescriptorSet(serializedBytes: ProtoDescriptors.bytes)
    var (files, places, services): ([String: File], [String: String], [String]) = ([:], [:], [])
    for file in set.file {
      files[file.name] = File(bytes: try file.serializedData(), imports: file.dependency)
      for service in file.service {
        let name = "\(file.package).\(service.name)"
        services.append(name)
        places[name] = file.name
        for method in service.method { places["\(name).\(method.name)"] = file.name }
      }
      for symbol in Self.symbols(in: file) { places[symbol] = file.name }
    }
    (self.files, self.places, self.services) = (files, places, services.sorted())
    pathsOfStreams = Set(
      set.file.flatMap { file in
        file.service.flatMap { service in
          service.method.filter(\.clientStreaming).map { "/\(file.package).\(service.name)/\($0.name)" }
        }
      })
  }

  /// The file and all that it imports, itself first; nil when there is none of this name.
  func files(named name: String) -> [Data]? {
    guard files[name] != nil else { return nil }
    var (names, next) = ([name], 0)
    while next < names.count {
      for other in files[names[next]]?.imports ?? [] where !names.contains(other) { names.append(other) }
      next += 1
    }
    return names.compactMap { files[$0]?.bytes }
  }

  func files(declaring symbol: String) -> [Data]? { places[symbol].flatMap { files(named: $0) } }

  private static func symbols(in file: Google_Protobuf_FileDescriptorProto) -> [String] {
    file.enumType.map { "\(file.package).\($0.name)" } + file.messageType.flatMap { symbols(in: $0, file.package) }
  }

  private static func symbols(in message: Google_Protobuf_DescriptorProto, _ scope: String) -> [String] {
    let name = "\(scope).\(message.name)"
    return [name] + message.enumType.map { "\(name).\($0.name)" } + message.nestedType.flatMap { symbols(in: $0, name) }
  }
}
