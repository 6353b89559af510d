public import ForumWiring
import Synchronization

/// A secret that a test changes.
public final class ChangingSecret: SecretSource {
  private let state: Mutex<(text: String, asked: Int, edition: Int, successor: String?)>

  /// `successor`: what it becomes when somebody says that it was refused.
  public init(_ text: String, successor: String? = nil) { state = Mutex((text, 0, 0, successor)) }

  /// How often it was asked for.
  public var asked: Int { state.withLock { $0.asked } }

  public func change(to text: String) { state.withLock { $0.text = text } }

  /// The one before ends soon.
  public func replace(with text: String) {
    state.withLock { state in
      state.text = text
      state.edition += 1
    }
  }

  public var edition: Int { state.withLock { $0.edition } }

  public func wasRefused(_ secret: String) async {
    state.withLock { state in
      guard let successor = state.successor, state.text == secret else { return }
      (state.text, state.edition) = (successor, state.edition + 1)
    }
  }

  public func secret() async throws -> String {
    state.withLock { state in
      state.asked += 1
      return state.text
    }
  }
}
