public import ForumWiring

/// How `blobs.s3` is configured. The keys are secrets: `FORUM_BLOBS_ACCESS_KEY`, `FORUM_BLOBS_SECRET_KEY_FILE`, a vault, …
public struct S3Settings: Sendable {
  /// The keys; each one's last text says what it is.
  public init() {}

  public let url = Setting(
    "blobs.url", default: "https://s3.us-east-1.amazonaws.com", "Where the service is that speaks S3, without the bucket.",
    complaint: { S3Target.complaint(url: $0) })
  public let accessKey = Setting("blobs.access_key", default: "", secret: true, "The id of the access key.")
  public let secretKey = Setting("blobs.secret_key", default: "", secret: true, "The secret of the access key.")
  public let bucket = Setting("s3.bucket", default: "forum-lite", "The bucket; it must be there.", complaint: { S3Target.complaint(bucket: $0) })
  public let region = Setting("s3.region", default: "us-east-1", "The region that the bucket is in; services without regions take any.") {
    $0.wholeMatch(of: /[a-z0-9-]{1,64}/) == nil ? "a region such as eu-central-1" : nil
  }
  public let prefix = Setting("s3.prefix", default: "", "What names in the bucket begin with, such as forum/.") {
    $0.wholeMatch(of: /([A-Za-z0-9_.-]+\/)*/) == nil || $0.utf8.count > 200 || $0.split(separator: "/").contains { $0.allSatisfy { $0 == "." } }
      ? "a path such as forum/, of letters, digits, _, . and -" : nil
  }
  public let pathStyle = Setting("s3.path_style", default: true, "Whether the bucket stands in the path; else in front of the host's name.")
  public let requestTimeout = Setting(
    "s3.request_timeout", default: .seconds(10), in: .milliseconds(100) ... .seconds(300),
    "How long the service may say or take nothing; what fails is tried four times.")
  public let transferTimeout = Setting(
    "s3.transfer_timeout", default: .seconds(300), in: .seconds(1) ... .seconds(3600), "How long one attachment may take on its way.")

  /// All of them, for the factory.
  public var declarations: [SettingDeclaration] {
    [
      url.declaration, accessKey.declaration, secretKey.declaration, bucket.declaration, region.declaration, prefix.declaration,
      pathStyle.declaration, requestTimeout.declaration, transferTimeout.declaration,
    ]
  }
}
