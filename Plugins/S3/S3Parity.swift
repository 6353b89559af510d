/// What a bucket makes unlike files in the data directory, by nature.
public enum S3Parity {
  public static let differences = [
    "While the bucket is away, attachments are answered 503 (blobs_unavailable) and everything else works. Files are away only with the disk that the forum is on.",
    "A back-up does not hold what is in the bucket, and a restore finds what is there then.",
  ]
}
