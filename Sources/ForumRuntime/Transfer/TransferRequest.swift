public import ForumKernel
public import Foundation

/// What a transfer asks of the process that has the source open.
public enum TransferRequest: Codable, Sendable {
  case survey
  case beginCapture(transfer: String)
  case page(table: String, after: Data?, limit: Int)
  case changes(transfer: String, limit: Int)
  case forget([Int64], transfer: String)
  case closeStream(transfer: String)
  case raiseFence(transfer: String)
  case lowerFence(transfer: String)
  case endCapture(transfer: String)
  /// Whatever transfer it was, where none is named.
  case rollBack(transfer: String?)
  case checksums

  public func perform(on store: any StoreTransfer) async throws -> TransferReply {
    switch self {
    case .survey: return .survey(try await store.survey())
    case .page(let table, let key, let limit): return .page(try await store.page(of: table, after: key, limit: limit))
    case .changes(let transfer, let limit): return .changes(try await store.changes(for: transfer, limit: limit))
    case .checksums: return .checksums(try await store.checksums())
    case .beginCapture(let transfer): try await store.beginCapture(for: transfer)
    case .forget(let notes, let transfer): try await store.forget(notes, for: transfer)
    case .closeStream(let transfer): try await store.closeStream(for: transfer)
    case .raiseFence(let transfer): try await store.raiseFence(for: transfer)
    case .lowerFence(let transfer): try await store.lowerFence(for: transfer)
    case .endCapture(let transfer): try await store.endCapture(for: transfer)
    case .rollBack(let transfer): try await store.rollBack(transfer)
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
