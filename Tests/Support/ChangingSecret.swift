public import ForumWiring
import Synchronization

/// A secret that a test changes.
public final class ChangingSecret: SecretSource {
  private let state: Mutex<(text: String, asked: Int)>

  public init(_ text: String) { state = Mutex((text, 0)) }

  /// How often it was asked for.
  public var asked: Int { state.withLock { $0.asked } }

  public func change(to text: String) { state.withLock { $0.text = text } }

  public func secret() async throws -> String {
    state.withLock { state in
      state.asked += 1
      return state.text
    }
  }
}
