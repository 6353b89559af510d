import ForumKernel
public import ForumWiring
public import Foundation
public import S3

/// The server that `FORUM_TEST_S3=http://ACCESS_KEY:SECRET_KEY@127.0.0.1:PORT/BUCKET` names; without it the tests that need one are skipped.
public enum S3Server {
  public static let current = ProcessInfo.processInfo.environment["FORUM_TEST_S3"].flatMap { $0.isEmpty ? nil : URLComponents(string: $0) }
  public static let skipReason = "Run scripts/with-s3 to run this."

  /// Its bucket. `prefix` keeps tests apart; `secret`: another one than the right one.
  public static func target(prefix: String = "", secret: (any SecretSource)? = nil, bucket: String? = nil) throws -> S3Target {
    guard let current, let host = current.host, let port = current.port else { throw ServerProcess.Failure.noProgram }
    return try S3Target(
      url: "http://\(host):\(port)", bucket: bucket ?? String(current.path.dropFirst()), prefix: prefix,
      accessKey: FixedSecret(current.user ?? ""), secretKey: secret ?? FixedSecret(current.password ?? ""))
  }
}
