import Foundation
import Pipeline
import Spec
import Testing

/// What the hooks of a spec lack before anything runs.
@Suite struct HookCheckTests {
  private let folder: String

  init() throws {
    folder = try TestFolders.empty()
    for (name, mode) in [("hook.py", 0o644), ("tool", 0o755), ("plain", 0o644), ("one.bin", 0o644)] {
      _ = FileManager.default.createFile(
        atPath: "\(folder)/\(name)", contents: Data(), attributes: [.posixPermissions: mode])
    }
    try FileManager.default.createDirectory(atPath: "\(folder)/bin", withIntermediateDirectories: true)
    for name in ["python3", "sh", "perl", "unknown"] {
      _ = FileManager.default.createFile(
        atPath: "\(folder)/bin/\(name)", contents: Data(), attributes: [.posixPermissions: 0o755])
    }
    _ = FileManager.default.createFile(
      atPath: "\(folder)/bin/data", contents: Data(), attributes: [.posixPermissions: 0o644])
  }

  /// The faults of a model with these arguments.
  private func faults(_ run: [String], files: [String] = [], only: String? = nil) throws -> [HookCheck.Fault] {
    func list(_ words: [String]) -> String { "[\(words.map { "\"\($0)\"" }.joined(separator: ", "))]" }
    let text = """
      winnow: 1
      name: small
      data: data
      classes: [good, dent]
      pool: {root: images}
      annotators: [{id: ana}]
      stages:
        train: {run: \(list(run)), files: \(list(files))}

      """
    let spec = try SpecReader.read(Array(text.utf8), file: "spec.yaml").spec
    return HookCheck(spec, baseDirectory: folder, environment: ["PATH": "relative:\(folder)/bin"]).faults(only: only)
  }

  /// Where the faults are.
  private func places(_ run: String..., files: [String] = []) throws -> [String] {
    try faults(run, files: files).map { String($0.keyPath.dropFirst("stages.train.".count)) }
  }

  @Test func aProgramMustBeThereAndRunnable() throws {
    #expect(try places("python3", "hook.py").isEmpty)
    #expect(try places("tool", "anything.py").isEmpty)
    #expect(try places("\(folder)/tool").isEmpty)
    #expect(try places("plain") == ["run[0]"])
    #expect(try places("\(folder)/plain") == ["run[0]"])
    #expect(try places("\(folder)/none") == ["run[0]"])
    #expect(try places("some/tool") == ["run[0]"])
    #expect(try places("nowhere") == ["run[0]"])
    // What lies in the folders of PATH must be executable, and a relative folder is none.
    #expect(try places("data") == ["run[0]"])
    let fault = try #require(try faults(["plain"]).first)
    #expect(fault.message.hasPrefix("stage 'train': 'plain' in the spec's folder '\(folder)' is not executable"))
    #expect(fault.suggestion == nil)
  }

  @Test func theScriptOfAnInterpreterMustBeThere() throws {
    #expect(try places("python3", "gone.py") == ["run[1]"])
    #expect(try places("python3.12", "gone.py") == ["run[0]"])
    #expect(try places("python3", "-u", "gone.py") == ["run[2]"])
    #expect(try places("python3", "-W", "ignore.this", "hook.py").isEmpty)
    #expect(try places("python3", "-X", "dev.mode", "gone.py") == ["run[3]"])
    #expect(try places("python3", "-m", "gone.py").isEmpty)
    #expect(try places("python3", "-c", "gone.py").isEmpty)
    #expect(try places("sh", "-ec", "gone.sh").isEmpty)
    #expect(try places("perl", "-ne", "gone.pl").isEmpty)
    // A shell's -e is no text: a script follows.
    #expect(try places("sh", "-e", "gone.sh") == ["run[2]"])
    #expect(try places("sh", "-xe", "gone.sh") == ["run[2]"])
    #expect(try places("sh", "-ce", "gone.sh").isEmpty)
    #expect(try places("sh", "--posix", "gone.sh") == ["run[2]"])
    #expect(try places("sh", "\(folder)/hook.py").isEmpty)
    #expect(try places("sh", "\(folder)/gone.sh") == ["run[1]"])
    // What has no ending may be anything, and of unknown programs nothing is asked.
    #expect(try places("sh", "gone").isEmpty && places("sh", ".hidden").isEmpty && places("sh", "gone.").isEmpty)
    #expect(try places("unknown", "gone.py").isEmpty)
    #expect(
      try faults(["python3", "gone.py"]).first?.message.contains("no script 'gone.py' in the spec's folder") == true)
  }

  @Test func theBuiltInHookMustBeThatOfTheStage() throws {
    #expect(try places("winnow", "hook", "linear-probe").isEmpty)
    #expect(try places("winnow") == ["run[0]"])
    #expect(try places("winnow", "hooks") == ["run[1]"])
    #expect(try places("winnow", "hook") == ["run[1]"])
    let misspelt = try #require(try faults(["winnow", "hook", "linear-prob"]).first)
    #expect(misspelt.keyPath == "stages.train.run[2]" && misspelt.suggestion == "linear-probe")
    let other = try #require(try faults(["winnow", "hook", "patch-embed"]).first)
    #expect(other.suggestion == "linear-probe" && other.message.contains("does not belong to this stage"))
  }

  @Test func theNetworkMustHaveItsWeights() throws {
    let text = """
      winnow: 1
      name: small
      data: data
      classes: [good, dent]
      pool: {root: images}
      annotators: [{id: ana}]
      stages:
        embed: {run: [winnow, hook, EMBEDDER]}

      """
    func faults(_ embedder: String, _ environment: [String: String], only: String? = nil) throws -> [HookCheck.Fault] {
      let spec = try SpecReader.read(Array(text.replacing("EMBEDDER", with: embedder).utf8), file: "spec.yaml").spec
      return HookCheck(spec, baseDirectory: folder, environment: environment).faults(only: only)
    }
    let there = ["WINNOW_WEIGHTS": folder]
    let fault = try #require(try faults("convnet-embed", there).first)
    #expect(fault.keyPath == "stages.embed.run[2]")
    #expect(fault.message.hasPrefix("stage 'embed': the weights of EfficientNet-Lite0 are not in '\(folder)/"))
    #expect(fault.message.contains("winnow weights"))
    #expect(
      try faults("convnet-embed", [:]).map(\.message) == [
        "stage 'embed': no folder for pretrained weights: set WINNOW_WEIGHTS to one (neither XDG_DATA_HOME nor HOME is set)"
      ])
    #expect(try faults("convnet-embed", there, only: "train").isEmpty)
    #expect(try faults("patch-embed", [:]).isEmpty)
    let misspelt = try #require(try faults("convnet", there).first)
    #expect(misspelt.suggestion == "convnet-embed" || misspelt.suggestion == nil)
  }

  @Test func declaredFilesMustLieBelowTheSpec() throws {
    #expect(try places("tool", files: ["one.bin"]).isEmpty)
    #expect(try places("tool", files: ["two.bin", "one.bin", "\(folder)/one.bin"]) == ["files[0]", "files[2]"])
    #expect(try places("nowhere", files: ["two.bin"]) == ["run[0]", "files[0]"])
    #expect(try faults(["nowhere"], only: "embed").isEmpty && faults(["nowhere"], only: "train").count == 1)
  }

  @Test func aSpecIsReportedAtThePlaceOfItsHook() throws {
    let small = try SmallPipeline()
    try small.project().checkHooks()
    try small.remove("train.sh")
    try small.project().checkHooks(only: "embed")
    do {
      try small.project().checkHooks()
      Issue.record("a missing script was not found")
    } catch let error as SpecErrors {
      let line = try #require(
        try small.read("spec.yaml").split(separator: "\n", omittingEmptySubsequences: false)
          .firstIndex { $0.contains("train.sh") })
      #expect(error.diagnostics.map(\.position.line) == [line + 1])
    }
    let project = try small.project()
    let nowhere = Project(project, spec: project.spec, data: "\(small.path)/other")
    #expect(throws: HookCheckError.self) { try nowhere.checkHooks() }
  }
}
