import Admin
import Auth
import ForumKernel
import Foundation
import Logging

/// Keys of a forum that are gone. They are made anew, since who has no copy must be able to go on; but nobody may have to find out by what does not work any more.
enum LostKeys {
  /// So many of a kind are tried: the oldest, which a key that was made anew does not open.
  private static let triedMax = 1000

  /// The files with keys that are there; empty without a data directory.
  static func files(in directory: String) -> Set<String> {
    Set((try? FileManager.default.contentsOfDirectory(atPath: directory + "/keys")) ?? [])
  }

  /// What is wrong and what to do, for the operator; nil where every secret that was tried can be opened.
  static func problem(_ store: any KeySharing, _ keeper: any SecretKeeper) async throws -> String? {
    let all = try await store.sealedSecrets(limit: triedMax)
    let lost = all.filter { (try? keeper.open($0.sealed, for: $0.owner)) == nil }
    guard !lost.isEmpty else { return nil }
    let words = [(SealedSecret.Kind.secondFactor, "authenticator apps"), (.webhook, "webhooks")].compactMap { kind, name in
      let (some, of) = (lost.count { $0.kind == kind }, all.count { $0.kind == kind })
      return some == 0 ? nil : "\(some) of \(of == triedMax ? "the first " : "")\(of) secrets of \(name)"
    }
    return """
      keys/sealing.key is not the one that \(words.joined(separator: " and ")) were sealed with: codes and recovery codes of these people are refused, and these \
      webhooks send nothing. Stop the server and put the old file back, from a copy of keys/ or from a back-up that was made with a pass phrase and is restored into \
      another directory. Where it is lost for good, passkeys still work, and webhooks sign again once their secrets are rotated.
      """
  }

  /// Says in the log of a forum that began before `moment` which key files were made anew, and which secrets can't be opened. Where nodes share their keys, files
  /// are made on each.
  static func tell(_ application: Application, made: Set<String>, since moment: Timestamp) async {
    guard application.defaultTenant.createdAt < moment else { return }
    if application.storage.isExclusive, !made.isEmpty {
      application.logger.warning(
        "keys of this forum were not there and were made anew: what was made with the old ones is void. Put the files back unless you took them away",
        metadata: ["keys": "\(made.sorted().joined(separator: ", "))"])
    }
    do {
      if let problem = try await problem(application.storage.keys, application.keys.secrets) { application.logger.error("\(problem)") }
    } catch {
      application.logger.warning("it is unknown whether the keys open the secrets in the store", metadata: ["error": "\(error)"])
    }
  }
}
