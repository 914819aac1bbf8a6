/// A program that a stage runs, and how.
package struct HookSpec: Sendable, Equatable {
  package var run: [String] = []
  package var files: [String] = []
  /// In seconds.
  package var timeout = 3_600.0
  package var environment: [String] = []
}

extension HookSpec: FieldOwner {
  /// The fields of a stage that may run a program of the user's.
  ///
  /// - Parameters:
  ///   - stage: The stage that runs it.
  ///   - others: Stages that look at whether it is the built-in program.
  /// - Returns: The fields.
  static func fields(of stage: SpecStage, alsoSeenBy others: [SpecStage]) -> [Field<HookSpec>] {
    [
      Field(
        \.run, "run", .command, synonyms: ["command", "hook", "script", "argv", "program"],
        enters: [.content(stage)] + others.map(KeyEntry.derived),
        "The program and its arguments; `winnow` is the running executable, and no shell splits anything."),
      Field(
        \.files, "files", .files, synonyms: ["depends"], enters: [.content(stage)],
        "Further files whose contents enter the stage's key."),
      Field(
        \.timeout, "timeout_s", .number(Bounds(from: 0, to: 31 * 86_400, above: true)), synonyms: ["timeout"],
        "Seconds until the program is ended."),
      Field(
        \.environment, "environment", .texts(.variable), synonyms: ["env"],
        "Names of environment variables that are passed on to the program."),
    ]
  }
}

extension Kind where Value == [String] {
  /// A program and its arguments; without its location, an argument that is a path is the file's name.
  fileprivate static var command: Self {
    Kind(
      shape: .list(.text(.argument), nil),
      read: { item in
        let arguments = item.texts(.argument, .command)
        if let arguments, arguments.first?.isEmpty ?? true {
          item.report(.unfitText(key: item.key, value: "", .empty))
        }
        return arguments
      },
      canonical: { run, locations in .texts(locations ? run : run.map { Location.name(ofArgument: $0) }) },
      keyText: { run, _ in run.joined(separator: "\n") })
  }

  /// Paths; without their location, the files' names.
  fileprivate static var files: Self {
    Kind(
      shape: .list(.text(.path), nil), read: { $0.texts(.path) },
      canonical: { files, locations in .texts(locations ? files : files.map(Location.lastPart)) },
      keyText: { files, _ in files.joined(separator: "\n") })
  }
}
