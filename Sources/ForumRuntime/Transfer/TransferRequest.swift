public import ForumKernel
public import Foundation

/// What a transfer asks of the process that has the source open.
public enum TransferRequest: Codable, Sendable {
  case survey
  case beginCapture(transfer: String)
  case page(table: String, after: Data?, limit: Int)
  case changes(limit: Int)
  case forget([Int64])
  case closeStream
  case openStream
  case raiseFence
  case lowerFence
  case endCapture
  case rollBack
  case checksums

  public func perform(on store: any StoreTransfer) async throws -> TransferReply {
    switch self {
    case .survey: return .survey(try await store.survey())
    case .page(let table, let key, let limit): return .page(try await store.page(of: table, after: key, limit: limit))
    case .changes(let limit): return .changes(try await store.changes(limit: limit))
    case .checksums: return .checksums(try await store.checksums())
    case .beginCapture(let transfer): try await store.beginCapture(for: transfer)
    case .forget(let notes): try await store.forget(notes)
    case .closeStream: try await store.closeStream()
    case .openStream: try await store.openStream()
    case .raiseFence: try await store.raiseFence()
    case .lowerFence: try await store.lowerFence()
    case .endCapture: try await store.endCapture()
    case .rollBack: try await store.rollBack()
    }
    return .done
  }
}

public enum TransferReply: Codable, Sendable {
  case done
  case survey(TransferSurvey)
  case page(TablePage)
  case changes(TableChanges)
  case checksums([TableChecksum])
}
