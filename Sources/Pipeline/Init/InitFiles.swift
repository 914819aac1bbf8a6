import Foundation
import Labelling
import Spec
import Stages
import Storage
import Texts

/// Writes the first spec of a folder of pictures, and beside it the groups and labels that were found.
package struct InitFiles {
  /// What was written, in order; the spec is the last.
  package struct Written: Sendable, Equatable {
    package let spec: String
    /// Pictures and their groups; nil where none were found or wanted.
    package let groups: String?
    /// The known labels: the file that was found, or the one that was made of folders; nil where there are none.
    package let labels: String?
    /// Whether `labels` was written here.
    package let labelsAreOurs: Bool
  }

  private let survey: FolderSurvey
  private let answers: InitAnswers
  private let spec: String

  /// Prepares the files.
  ///
  /// - Parameters:
  ///   - survey: What was seen.
  ///   - answers: Every question's answer.
  ///   - spec: The spec file, as it was named.
  package init(_ survey: FolderSurvey, _ answers: InitAnswers, spec: String) {
    var survey = survey
    // Folders that are named after something else than the classes are no labels.
    let classes = Set(answers.classes.map(\.exact))
    if !survey.classFolders.allSatisfy({ classes.contains($0.exact) }) { survey.classFolders = [] }
    if let labels = survey.labels, !labels.classes.allSatisfy({ classes.contains($0.exact) }) { survey.labels = nil }
    self.survey = survey
    self.answers = answers
    self.spec = spec
  }

  /// What is proposed where nothing is answered.
  ///
  /// - Parameters:
  ///   - survey: What was seen.
  ///   - user: Who is asking.
  ///   - hasWeights: Whether the weights of the pretrained network are on this machine.
  /// - Returns: An answer to each question; no classes where none could be found.
  package static func proposal(_ survey: FolderSurvey, user: String, hasWeights: Bool) -> InitAnswers {
    var answers = InitAnswers()
    answers.name = fileName(Project.fromHere(survey.root))
    answers.classes = survey.labels?.classes ?? survey.classFolders
    answers.negativeClass = NegativeWords.find(in: answers.classes)
    if let negative = answers.negativeClass {
      answers.classes = [negative] + answers.classes.filter { $0.exact != negative.exact }
    }
    answers.annotators = [fileName(user)]
    answers.to = .csv
    answers.features = hasWeights ? .pretrained : .patches
    answers.group =
      survey.groupings.first.flatMap { InitAnswers.Grouping(rawValue: $0.by.rawValue) } ?? InitAnswers.Grouping.none
    return answers
  }

  /// Of some classes the one that seems to be without a defect.
  package static func negative(of classes: [String]) -> String? { NegativeWords.find(in: classes) }

  /// The last part of a path as a name for files.
  private static func fileName(_ path: String) -> String {
    let name = (path as NSString).lastPathComponent.map { character in
      character.isASCII && (character.isLetter || character.isNumber) || character == "-" || character == "_"
        ? character : "-"
    }
    let trimmed = String(name).trimmingCharacters(in: CharacterSet(charactersIn: "-"))
    return trimmed.isEmpty ? "pictures" : trimmed
  }

  /// Writes the files; one that is there and says the same is left alone.
  ///
  /// - Throws: `InitError`; `SpecErrors` where answers do not fit each other; `StorageError`.
  package func write() throws -> Written {
    guard !answers.classes.isEmpty else { throw InitError.noClasses }
    guard answers.classes.count > 1 else { throw InitError.oneClass(answers.classes[0]) }
    let folder = Files.parent(of: Project.fromHere(spec))
    let name = answers.name ?? ""
    let groups = try groups()
    let groupsName = "\(name)-groups.csv"
    let labelsName = "\(name)-labels.csv"
    let ownLabels = survey.labels == nil && !survey.classFolders.isEmpty ? labelsFromFolders() : nil

    if let senior = answers.seniors.first(where: { person in !answers.annotators.contains { $0.exact == person.exact } }
    ) {
      throw InitError.unknownSenior(senior, people: answers.annotators)
    }
    // A folder of specs has the data beside it; a spec by itself has them below it.
    let up = folder.hasSuffix("/pipelines") ? "../" : ""
    let draft = SpecDraft(
      survey, answers,
      SpecDraft.Places(
        root: Self.relative(survey.root, from: folder), data: "\(up)data/\(name)", labels: "\(up)data/labels/\(name)",
        metadata: groups == nil ? metadata(from: folder) : "./\(groupsName)"))
    let text = Array(draft.text.utf8)
    _ = try SpecReader.read(text, file: spec)

    var files: [(path: String, bytes: [UInt8])] = []
    if let groups { files.append(("\(folder)/\(groupsName)", groups)) }
    if let ownLabels { files.append(("\(folder)/\(labelsName)", ownLabels)) }
    files.append((Project.fromHere(spec), text))
    for file in files where Files.exists(file.path) {
      guard try Files.read(file.path, limit: 1 << 30) == file.bytes else { throw InitError.exists(file.path) }
    }
    try Files.createDirectory(folder)
    for file in files { try Files.writeAtomically(file.bytes, to: file.path) }
    let beside = Files.parent(of: spec)
    func shown(_ name: String) -> String { beside.isEmpty || beside == "." ? name : "\(beside)/\(name)" }
    return Written(
      spec: spec, groups: groups == nil ? nil : shown(groupsName),
      labels: ownLabels == nil ? survey.labels?.path : shown(labelsName), labelsAreOurs: ownLabels != nil)
  }

  /// Images and their groups as CSV; nil where none are wanted.
  private func groups() throws -> [UInt8]? {
    guard let by = answers.group, by != InitAnswers.Grouping.none, !(survey.metadata?.hasGroups ?? false) else {
      return nil
    }
    guard let found = survey.groupings.first(where: { $0.by.rawValue == by.rawValue }) else {
      throw InitError.noGroups(by.rawValue)
    }
    let rows = zip(survey.images, found.groups).filter { !$0.1.isEmpty }.map { [$0.0, $0.1] }
    return CSVTable.encode(header: ["image", "group"], rows: rows)
  }

  private func labelsFromFolders() -> [UInt8] {
    let known = Set(survey.classFolders.map(\.exact))
    let rows = survey.images.compactMap { image in
      FolderNames.leaf(image).flatMap { known.contains($0.exact) ? [image, $0] : nil }
    }
    return CSVTable.encode(header: ["image", "label"], rows: rows)
  }

  /// The metadata as the spec names them: below the root, or beside the spec.
  private func metadata(from folder: String) -> String? {
    guard let found = survey.metadata else { return nil }
    let root = survey.root + "/"
    if found.path.hasPrefix(root) { return String(found.path.dropFirst(root.count)) }
    let path = Self.relative(found.path, from: folder)
    return path.hasPrefix("../") ? path : "./\(path)"
  }

  /// A path as seen from a folder; both are absolute.
  static func relative(_ path: String, from folder: String) -> String {
    let target = path.split(separator: "/").map(String.init)
    let start = folder.split(separator: "/").map(String.init)
    let common = zip(target, start).prefix { $0 == $1 }.count
    let parts = Array(repeating: "..", count: start.count - common) + target.dropFirst(common)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
