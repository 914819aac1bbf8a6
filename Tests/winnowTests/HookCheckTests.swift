import Foundation
import Testing

/// What hooks need is looked for before anything runs, and reported at its place in the spec.
@Suite struct HookCheckTests {
  /// What `plan` says of a spec in which the model is `run`.
  private func outcome(_ run: String, in workshop: Workshop, command: [String] = ["plan", "0"]) throws -> Outcome {
    try workshop.write(
      Workshop.spec.replacingOccurrences(of: "train:   {run: [winnow, hook, linear-probe]}", with: "train:   {\(run)}"),
      to: "spec.yaml")
    return try workshop.run(command + ["--spec", "spec.yaml"])
  }

  @Test func whatIsNotThereIsReportedWithItsPlaceAndTheSpecsFolder() throws {
    let workshop = try Workshop()
    try workshop.write("exit 0\n", to: "tool")
    let folder = URL(fileURLWithPath: workshop.path).lastPathComponent
    for (run, says) in [
      ("run: [no-such-program]", "spec.yaml:19:19: error: stage 'train': there is no program 'no-such-program'"),
      ("run: [no-such-program]", "in the folders of PATH, and none in the spec's folder '"),
      ("run: [sh, hook.py]", "spec.yaml:19:23: error: stage 'train': there is no script 'hook.py' in the spec's"),
      ("run: [sh, -eu, hook.sh, --fast]", "there is no script 'hook.sh'"),
      ("run: [bin/hook]", "there is no program 'bin/hook' in the spec's folder '"),
      ("run: [tool]", "'tool' in the spec's folder '"),
      ("run: [/nowhere/hook]", "there is no program '/nowhere/hook'"),
      ("run: [winnow, hook, linear-prob]", "did you mean 'linear-probe'?"),
      ("run: [winnow, hook, patch-embed]", "the built-in hook 'patch-embed' does not belong to this stage"),
      ("run: [winnow, hok, linear-probe]", "the built-in hook is [winnow, hook, linear-probe]"),
      ("run: [sh, -c, 'exit 1'], files: [tool, weights.bin]", "there is no file 'weights.bin' in the spec's folder '"),
    ] {
      let outcome = try outcome(run, in: workshop)
      #expect(outcome.code == 2, "\(run): \(outcome.errors)")
      #expect(outcome.errors.contains(says), "\(run): \(outcome.errors)")
      #expect(!outcome.errors.contains("staging"))
      if says.hasSuffix("folder '") { #expect(outcome.errors.contains("\(folder)'"), "\(run): \(outcome.errors)") }
    }
    // The model is not needed for the first batch, and is asked for before people are.
    #expect(try outcome("run: [sh, hook.py]", in: workshop, command: ["run", "0"]).code == 2)
    #expect(!workshop.has("data/iterations/000"))
    // What reads alone asks for no hook.
    #expect(try outcome("run: [sh, hook.py]", in: workshop, command: ["status"]).code == 0)
  }

  @Test func whatIsThereIsAskedForNothing() throws {
    let workshop = try Workshop()
    try workshop.write("exit 0\n", to: "hook.sh")
    for run in [
      "run: [sh, hook.sh]", "run: [sh, -c, 'exit 1']", "run: [sh, -o, pipefail, hook.sh], files: [hook.sh]",
      "run: [env, python3, elsewhere.py]", "run: [winnow, hook, linear-probe]",
    ] {
      let outcome = try outcome(run, in: workshop)
      #expect(!outcome.errors.contains("train"), "\(run): \(outcome.errors)")
    }
  }
}
