/// A small forum to look around in, for a new installation.
public enum DemoContent {
  /// The messages of `data/demo.jsonl`, one JSON object a line: what an import reads.
  public static var jsonl: [UInt8] { PackageResources.demo_jsonl }
}
