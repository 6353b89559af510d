public import ForumKernel
import Foundation

/// A secret from the environment: in the variable itself, or in the file that the variable with `_FILE` names.
public enum EnvironmentSecret {
  /// More is no secret but a wrong file.
  static let bytesMax = 64 << 10

  /// The secret with its place, or nil when neither variable is set. Throws `invalid` when both are, and when the file can't be read.
  public static func read(_ name: String, in environment: [String: String]) throws(AppError) -> (String, ConfigOrigin)? {
    let fileName = name + "_FILE"
    switch (environment[name], environment[fileName]) {
    case (nil, nil): return nil
    case (let secret?, nil): return (secret, .environment(name: name))
    case (_?, _?): throw AppError(.invalid, "secret_given_twice", "Both \(name) and \(fileName) are set. Set one of them.")
    case (nil, let path?): return (try contents(path, named: fileName), .secretFile(name: fileName, path: path))
    }
  }

  private static func contents(_ path: String, named variable: String) throws(AppError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw AppError(.invalid, "secret_file_unreadable", "\(variable) names \(path), which can't be read.")
    }
    guard data.count <= bytesMax, var text = String(validating: data, as: UTF8.self) else {
      throw AppError(.invalid, "secret_file_malformed", "\(variable) names \(path), which is not a text of at most \(bytesMax) bytes.")
    }
    // Editors end a file with a line end, which is no part of the secret.
    if text.last?.isNewline == true { text.removeLast() }
    return text
  }
}
