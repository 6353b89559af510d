import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import Postgres

/// Tells a person what went wrong, once and in words, and ends with a code of sysexits.h.
enum ErrorReport {
  /// Runs a command's work; an error is printed and becomes the exit code.
  static func exiting(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch let error as ExitCode {
      throw error
    } catch {
      FileHandle.standardError.write(Data((lines(error).joined(separator: "\n") + "\n").utf8))
      throw ExitCode(code(error))
    }
  }

  private static func lines(_ error: any Error) -> [String] {
    switch error {
    case let error as AppError:
      ["forum-lite: \(error.explanation)"] + error.faults.map { "  \($0.pointer): \($0.detail)" }
    case let faults as ConfigFaults:
      ["forum-lite: the configuration is not valid:"] + faults.faults.map { "  \($0)" } + ["`forum-lite config schema` lists every key."]
    default: ["forum-lite: \(error)"]
    }
  }

  private static func code(_ error: any Error) -> Int32 {
    if let error = error as? PostgresSetupError { return code(error) }
    guard let error = error as? AppError else { return error is ConfigFaults ? EX_CONFIG : EX_SOFTWARE }
    switch error.slug {
    case "store_in_use", "backup_running": return EX_TEMPFAIL
    case "file_not_found": return EX_NOINPUT
    case "data_directory", "file_exists", "not_a_file", "directory_not_empty": return EX_CANTCREAT
    case "data_format_newer", "backup_elsewhere", "vault_address", "vault_log_in", "vault_ca_file", "flags_url", "secret_unsuitable": return EX_CONFIG
    default: break
    }
    if error.slug == "unknown_adapter" { return EX_CONFIG }
    switch error.code {
    case .invalid, .conflict, .stale, .notFound: return EX_DATAERR
    case .unauthenticated, .forbidden: return EX_NOPERM
    case .tooMany, .unavailable: return EX_UNAVAILABLE
    }
  }

  private static func code(_ error: PostgresSetupError) -> Int32 {
    switch error {
    case .unreachable, .refused, .missingLibrary, .noPassword: EX_UNAVAILABLE
    case .malformedURL, .otherProgram, .oldServer, .wrongEncoding, .notDurable, .endingOwner: EX_CONFIG
    }
  }
}
