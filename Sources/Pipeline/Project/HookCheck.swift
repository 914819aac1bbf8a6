import Engine
import Foundation
import Spec
import Stages
import Storage
import Texts

/// Looks for the programs and files of a spec's hooks before anything runs and anybody is paid.
package struct HookCheck: Sendable {
  /// Something that is not there, and where the spec names it.
  package struct Fault: Sendable, Equatable {
    /// The value's key path.
    package let keyPath: String
    /// What is wrong, without a full stop.
    package let message: String
    /// What was probably meant, or nil.
    package let suggestion: String?
  }

  private let spec: PipelineSpec
  private let baseDirectory: String
  private let path: String
  private let environment: [String: String]

  /// Prepares a check.
  ///
  /// - Parameters:
  ///   - spec: The spec.
  ///   - baseDirectory: The folder of the spec file.
  ///   - environment: The environment variables; by default our own. `PATH` says where programs are looked for.
  package init(
    _ spec: PipelineSpec, baseDirectory: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.spec = spec
    self.baseDirectory = baseDirectory
    self.environment = environment
    path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  }

  /// What is wrong with the hooks of some stages.
  ///
  /// - Parameter only: The one stage that is meant; nil means all.
  /// - Returns: In the order of the stages.
  package func faults(only: String? = nil) -> [Fault] {
    let embed = spec.stages.embed
    var faults: [Fault] = []
    if only == nil || only == StageName.embed {
      for (index, embedder) in embed.enumerated() {
        faults += self.faults(
          stage: StageName.embed, embed.keyPath(index), embedder.hook,
          builtIn: BuiltInEmbedder.allCases.map(\.rawValue))
      }
      // The same weights serve all embedders that need them.
      faults += embed.indices.lazy.compactMap { weightsFault(embed[$0], embed.keyPath($0)) }.prefix(1)
    }
    if only == nil || only == StageName.train {
      faults += self.faults(
        stage: StageName.train, "stages.train", spec.stages.train.hook, builtIn: ["linear-probe"])
    }
    return faults
  }

  /// What is wrong with the weights that an embedder needs; nil if they are the very ones, or it needs none.
  private func weightsFault(_ embed: EmbedSpec, _ keyPath: String) -> Fault? {
    do {
      _ = try embed.weights(environment: environment)?.load()
      return nil
    } catch {
      let message = (error as? any ReportedError)?.message ?? "\(error)"
      return Fault(keyPath: "\(keyPath).run[2]", message: "stage 'embed': \(message)", suggestion: nil)
    }
  }

  private func faults(stage: String, _ keyPath: String, _ hook: HookSpec, builtIn: [String]) -> [Fault] {
    let run = "\(keyPath).run"
    func fault(_ keyPath: String, _ message: String, _ suggestion: String? = nil) -> Fault {
      Fault(keyPath: keyPath, message: "stage '\(stage)': \(message)", suggestion: suggestion)
    }
    var faults: [Fault] = []
    if hook.run.first == HookCommand.ourselves {
      if let (index, message, meant) = builtInFault(hook.run, builtIn: builtIn) {
        faults.append(fault("\(run)[\(index)]", message, meant))
      }
    } else if let program = hook.run.first {
      if let problem = programFault(program) {
        faults.append(fault("\(run)[0]", problem))
      } else if let (index, script) = scriptArgument(hook.run),
        !(script.hasPrefix("/") ? Files.exists(script) : isFile(script))
      {
        faults.append(fault("\(run)[\(index)]", missing(script, what: "script")))
      }
    }
    for (index, file) in hook.files.enumerated() where file.hasPrefix("/") || !isFile(file) {
      faults.append(
        fault(
          "\(keyPath).files[\(index)]",
          file.hasPrefix("/")
            ? "'\(file)' under 'files' must be a path relative to the spec's folder '\(baseDirectory)'"
            : missing(file, what: "file")))
    }
    return faults
  }

  private func missing(_ name: String, what: String) -> String {
    name.hasPrefix("/")
      ? "there is no \(what) '\(name)'" : "there is no \(what) '\(name)' in the spec's folder '\(baseDirectory)'"
  }

  // MARK: Programs

  /// What is wrong with `[winnow, hook, NAME]`: which argument, what, and what was meant.
  private func builtInFault(_ run: [String], builtIn: [String]) -> (Int, String, String?)? {
    let known = BuiltInEmbedder.allCases.map(\.rawValue) + ["linear-probe"]
    let written = builtIn.map { "[winnow, hook, \($0)]" }.joined(separator: " or ")
    guard run.count > 1, run[1] == "hook" else {
      return (run.count > 1 ? 1 : 0, "the built-in hook is \(written)", nil)
    }
    guard run.count > 2 else { return (1, "which built-in hook? write \(written)", nil) }
    guard known.contains(run[2]) else {
      return (
        2, "there is no built-in hook '\(run[2])'; there are \(known.listed)",
        NearestWord.find(run[2], among: known)
      )
    }
    return builtIn.contains(run[2])
      ? nil : (2, "the built-in hook '\(run[2])' does not belong to this stage", builtIn[0])
  }

  /// What is wrong with a program; nil if it can be started.
  private func programFault(_ program: String) -> String? {
    if !program.hasPrefix("/"), isFile(program) {
      return isExecutable("\(baseDirectory)/\(program)")
        ? nil
        : "'\(program)' in the spec's folder '\(baseDirectory)' is not executable: chmod +x, or name the program that runs it"
    }
    if program.contains("/") {
      guard program.hasPrefix("/"), isFile(program) else { return missing(program, what: "program") }
      return isExecutable(program) ? nil : "'\(program)' is not executable"
    }
    // A folder that is relative would be looked for in the hook's own, which is empty.
    let places = path.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(program)" }
    if places.contains(where: { isFile($0) && isExecutable($0) }) { return nil }
    return "there is no program '\(program)' in the folders of PATH, and none in the spec's folder '\(baseDirectory)'"
  }

  private func isFile(_ name: String) -> Bool {
    let place = name.hasPrefix("/") ? name : "\(baseDirectory)/\(name)"
    return (try? Files.status(place))?.kind == .regular
  }

  private func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

  // MARK: Scripts

  /// Programs whose first argument that is no option is a file to run.
  private static let interpreters = [
    "python", "pypy", "sh", "bash", "dash", "zsh", "ruby", "perl", "node", "Rscript", "julia",
  ]
  /// Of these the shells, whose `-e` ends the script at the first failure.
  private static let shells = ["sh", "bash", "dash", "zsh"]
  /// Options behind which no script follows: its text, a module.
  private static let instead = ["-c", "-m", "-e", "-", "--eval", "--version"]
  /// Options that take the next argument.
  private static let withValue = ["-X", "-W", "-o", "-O", "-I", "-r", "--require", "--check-hash-based-pycs"]

  /// The script that an interpreter is given, and its place among the arguments.
  ///
  /// The hook's working folder is empty, so that a name that is not found beside the spec is found nowhere. Of programs that
  /// are not known nothing is asked: what they make of their arguments is theirs.
  private func scriptArgument(_ run: [String]) -> (Int, String)? {
    let name = run.first?.split(separator: "/").last.map(String.init) ?? ""
    let plain = String(name.prefix { !$0.isNumber && $0 != "." })
    guard Self.interpreters.contains(plain) else { return nil }
    let isShell = Self.shells.contains(plain)
    var index = 1
    while index < run.count {
      let argument = run[index]
      if Self.instead.contains(argument), !(isShell && argument == "-e") { return nil }
      if Self.withValue.contains(argument) {
        index += 2
      } else if argument.hasPrefix("-") {
        // A shell's -ec and its like, perl's -ne: the text of the script follows.
        let letters = argument.hasPrefix("--") ? "" : argument
        if isShell ? letters.contains("c") : letters.hasSuffix("c") || letters.hasSuffix("e") { return nil }
        index += 1
      } else {
        return Self.looksLikeAScript(argument) ? (index, argument) : nil
      }
    }
    return nil
  }

  /// Whether a name has an ending, as `hook.py`: what has none may be an option's value.
  private static func looksLikeAScript(_ name: String) -> Bool {
    let last = name.split(separator: "/").last ?? ""
    guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return false }
    let ending = last[last.index(after: dot)...]
    return !ending.isEmpty && ending.allSatisfy { $0.isLetter || $0.isNumber }
  }
}

extension Project {
  /// Sees to it that what the hooks of the spec need is there.
  ///
  /// - Parameter only: The one stage that is meant; nil means all that the spec has.
  /// - Throws: `SpecErrors` with all that is not there, each at its place in the spec; `HookCheckError` where no file holds it.
  package func checkHooks(only: String? = nil) throws {
    let faults = HookCheck(spec, baseDirectory: baseDirectory).faults(only: only)
    guard !faults.isEmpty else { return }
    guard let loaded else { throw HookCheckError(faults: faults) }
    throw SpecErrors(
      diagnostics: faults.map { loaded.diagnostic(at: $0.keyPath, $0.message, suggestion: $0.suggestion) })
  }
}
