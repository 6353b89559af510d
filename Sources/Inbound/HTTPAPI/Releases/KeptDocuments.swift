import NIOCore
import Synchronization

/// The documents of one version, made when somebody first asks for them.
final class KeptDocuments: Sendable {
  private struct State {
    var openAPI: ByteBuffer?
    var asyncAPI: ByteBuffer?
  }

  private let endpoints: [Endpoint]
  private let title: String
  private let state = Mutex(State())

  init(endpoints: [Endpoint], title: String) {
    self.endpoints = endpoints
    self.title = title
  }

  func openAPI(_ version: PinnedVersion) -> ByteBuffer {
    if let known = state.withLock({ $0.openAPI }) { return known }
    let document = ByteBuffer(bytes: OpenAPI.document(endpoints: endpoints, title: title, version))
    state.withLock { $0.openAPI = document }
    return document
  }

  func asyncAPI(_ version: PinnedVersion) -> ByteBuffer {
    if let known = state.withLock({ $0.asyncAPI }) { return known }
    let document = ByteBuffer(bytes: AsyncAPI.document(endpoints: endpoints, title: title, version))
    state.withLock { $0.asyncAPI = document }
    return document
  }
}
