public import ForumKernel
public import ForumWiring
import Foundation

/// The bucket, and how it is asked.
public struct S3Target: Sendable {
  /// `https`, and the host with its port where that is not the usual one.
  let scheme: String
  let host: String
  let bucket: String
  let region: String
  let prefix: String
  let isPathStyle: Bool
  let accessKey: any SecretSource
  let secretKey: any SecretSource
  let requestTimeout: Duration
  let transferTimeout: Duration

  /// Throws `invalid` (`blobs_url`, `s3_bucket`, `s3_keys`).
  public init(
    url: String, bucket: String, region: String = "us-east-1", prefix: String = "", isPathStyle: Bool = true, accessKey: any SecretSource,
    secretKey: any SecretSource, requestTimeout: Duration = .seconds(10), transferTimeout: Duration = .seconds(300)
  ) throws(AppError) {
    if let complaint = Self.complaint(url: url) { throw AppError(.invalid, "blobs_url", "blobs.url is not usable: expected \(complaint).") }
    if let complaint = Self.complaint(bucket: bucket) { throw AppError(.invalid, "s3_bucket", "s3.bucket is not usable: expected \(complaint).") }
    guard let parts = URLComponents(string: url), let scheme = parts.scheme, let name = parts.host else {
      throw AppError(.invalid, "blobs_url", "blobs.url is not usable.")
    }
    let usual = scheme == "https" ? 443 : 80
    self.scheme = scheme
    host = (isPathStyle ? "" : bucket + ".") + name + (parts.port.map { $0 == usual ? "" : ":\($0)" } ?? "")
    self.bucket = bucket
    self.region = region
    self.prefix = prefix
    self.isPathStyle = isPathStyle
    self.accessKey = accessKey
    self.secretKey = secretKey
    self.requestTimeout = requestTimeout
    self.transferTimeout = transferTimeout
  }

  /// As the settings say. Throws `invalid` (`blobs_url`, `s3_bucket`, `s3_keys`).
  public init(_ values: SettingValues) throws(AppError) {
    let settings = S3Settings()
    func source(_ setting: Setting<String>) throws(AppError) -> any SecretSource {
      if let source = values.source(setting) { return source }
      guard !values[setting].isEmpty else {
        throw AppError(
          .invalid, "s3_keys",
          "\(setting.declaration.key) is missing: put it into \(setting.declaration.environmentName), or name a file in \(setting.declaration.environmentName)_FILE."
        )
      }
      return FixedSecret(values[setting])
    }
    try self.init(
      url: values[settings.url], bucket: values[settings.bucket], region: values[settings.region], prefix: values[settings.prefix],
      isPathStyle: values[settings.pathStyle], accessKey: try source(settings.accessKey), secretKey: try source(settings.secretKey),
      requestTimeout: values[settings.requestTimeout], transferTimeout: values[settings.transferTimeout])
  }

  /// The path of a name in the bucket; of the bucket itself without one.
  func path(_ name: String) -> String { isPathStyle ? "/\(bucket)/\(name)" : "/\(name)" }

  /// What was expected instead; nil when the URL is usable.
  static func complaint(url: String) -> String? {
    guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, ["http", "https"].contains(parts.scheme) else {
      return "https://host"
    }
    guard parts.user == nil, parts.password == nil else { return "a URL without name and password; the keys have settings of their own" }
    return ["", "/"].contains(parts.path) && parts.query == nil && parts.fragment == nil
      ? nil : "a URL without a path; the bucket has a setting of its own"
  }

  static func complaint(bucket: String) -> String? {
    bucket.wholeMatch(of: /[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/) == nil ? "a bucket's name, of 3 to 63 small letters, digits, dots and hyphens" : nil
  }
}
