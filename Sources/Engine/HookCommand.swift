import Foundation
import Storage

/// A program to run for a stage: resolved from the spec, with everything of it that enters the key.
package struct HookCommand: Sendable, Equatable {
  /// The arguments as the spec has them; the first is the program.
  package let arguments: [String]
  /// Further files the spec declares as part of the hook.
  package let files: [String]
  /// Seconds until it is ended.
  package let timeout: Double
  /// Names of the variables of our own environment that it is given.
  package let environment: [String]
  /// The folder of the spec, which file names are relative to.
  package let baseDirectory: String

  /// Makes a command.
  package init(
    arguments: [String], files: [String], timeout: Double, environment: [String], baseDirectory: String
  ) {
    self.arguments = arguments
    self.files = files
    self.timeout = timeout
    self.environment = environment
    self.baseDirectory = baseDirectory
  }

  /// The name in `arguments[0]` that stands for the running executable.
  package static let ourselves = "winnow"

  /// The arguments as they are run: `winnow` is the running executable, what names a file beside the spec is its path.
  ///
  /// - Throws: `StorageError` where it cannot be determined whether there is such a file.
  package func resolved(executable: String) throws -> [String] {
    try arguments.enumerated().map { index, argument in
      if index == 0, argument == Self.ourselves { return executable }
      return try localFile(argument) ?? argument
    }
  }

  /// What of the hook enters a stage's key: its arguments, and the content of every file of the spec's folder that they
  /// or `files` name.
  ///
  /// - Throws: `EngineError.fileMissing` if one of `files` is not there; `StorageError` if one cannot be read.
  package func keyComponents() throws -> [NamedValue] {
    var components: [NamedValue] = []
    for (index, argument) in arguments.enumerated() {
      let value = index == 0 && argument == Self.ourselves ? "winnow \(Tool.version)" : argument
      components.append(NamedValue("hook argument \(index)", value))
      if !(index == 0 && argument == Self.ourselves), let path = try localFile(argument) {
        components.append(NamedValue("hook file \(argument)", try Files.digest(of: path).digest.hex))
      }
    }
    for file in files {
      guard let path = try localFile(file) else {
        throw EngineError.fileMissing(file, purpose: "files")
      }
      components.append(NamedValue("hook file \(file)", try Files.digest(of: path).digest.hex))
    }
    return components
  }

  /// The path of a file beside the spec that an argument names, nil if it names none.
  ///
  /// - Throws: `StorageError` where that cannot be determined: an argument must not lose its file's digest in the key.
  private func localFile(_ name: String) throws -> String? {
    guard !name.isEmpty, !name.hasPrefix("-"), !name.hasPrefix("/"), !name.utf8.contains(0) else { return nil }
    let path = "\(baseDirectory)/\(name)"
    do {
      return try Files.status(path).kind == .regular ? path : nil
    } catch StorageError.missing {
      return nil
    } catch StorageError.system(_, _, ENOTDIR), StorageError.system(_, _, ENAMETOOLONG),
      StorageError.system(_, _, ELOOP)
    {
      // A text that cannot be the name of a file.
      return nil
    }
  }
}
