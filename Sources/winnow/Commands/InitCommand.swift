import ArgumentParser
import Foundation
import Pipeline
import Pretrained
import Spec
import Stages
import Storage
import Texts

/// `winnow init [FOLDER]`.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Look at a folder of pictures and write a first spec for it.",
    discussion: """
      Says what it saw: formats, sizes, copies, folders named after classes, files of labels and of metadata, pictures \
      taken one after the other. Then it asks a few questions; --yes takes what is proposed, --answers FILE reads a YAML \
      file with the keys name, classes, negative_class, annotators, seniors, to, features and group. What is there \
      already is never overwritten, and nothing is written into FOLDER.
      """)

  @Argument(help: "The folder of the pictures.") var folder = "."
  @Option(help: "The spec to write. Default: pipelines/NAME.yaml.") var out: String?
  @Option(help: "The pipeline's name. Default: the folder's.") var name: String?
  @Option(help: "The classes, divided by commas. Default: those of the labels or folders that are found.")
  var classes: String?
  @Option(help: "The class of images without a defect.") var negativeClass: String?
  @Option(help: "The people who label, divided by commas. Default: you.") var annotators: String?
  @Option(help: "Those of them who decide where others disagree, divided by commas.") var seniors: String?
  @Option(help: "The labelling platform: csv or label-studio. Default: csv.") var to: String?
  @Option(help: "Where vectors come from: patches or pretrained. Default: pretrained, if winnow weights was run.")
  var features: String?
  @Option(help: "What makes a group of pictures that belong together: none, folder, name or time.") var group: String?
  @Option(help: "A YAML file with answers.") var answers: String?
  @Flag(name: .shortAndLong, help: "Ask nothing, and take what is proposed.") var yes = false
  @Option(help: "Threads to use. Default: one a core.") var threads: Int?
  @Flag(help: "Print the files that were written as JSON.") var json = false

  func run() throws {
    let given = try given()
    let survey = try FolderSurvey.look(
      at: folder, threads: max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount))
    let environment = ProcessInfo.processInfo.environment
    var proposal = InitFiles.proposal(
      survey, user: environment["USER"] ?? environment["LOGNAME"] ?? "me",
      hasWeights: (try? PretrainedWeights(ConvNetEmbedHook.network, environment: environment).load()) != nil)
    for line in Wording.survey(survey, classes: given.classes.isEmpty ? proposal.classes : given.classes) {
      Console.note(line)
    }
    if !given.classes.isEmpty { proposal.negativeClass = InitFiles.negative(of: given.classes) }
    let answered = yes || answers != nil ? given : try ask(given, proposal, survey)
    let complete = answered.filled(from: proposal)
    let path = out ?? "pipelines/\(complete.name ?? "").yaml"
    let written = try InitFiles(survey, complete, spec: path).write()
    for line in Wording.initialised(written, survey, complete, needsSpec: needsSpec(path)) { Console.note(line) }
    Console.answer(
      json
        ? try JSONAnswer.snakeCase(
          ["spec": written.spec, "groups": written.groups, "labels": written.labels].compactMapValues(\.self))
        : written.spec)
  }

  /// What the command line and the file of answers say.
  private func given() throws -> InitAnswers {
    var given = InitAnswers()
    given.name = name
    given.classes = classes.map(Questions.list) ?? []
    given.negativeClass = negativeClass
    given.annotators = annotators.map(Questions.list) ?? []
    given.seniors = seniors.map(Questions.list) ?? []
    given.to = try token(to, "--to")
    given.features = try token(features, "--features")
    given.group = try token(group, "--group")
    guard let answers else { return given }
    return given.filled(from: try SpecReader.answers(Files.read(answers, limit: 2 << 20), file: answers))
  }

  private func token<Token: RawRepresentable<String> & CaseIterable>(_ text: String?, _ option: String) throws -> Token?
  {
    guard let text else { return nil }
    if let token = Token(rawValue: text) { return token }
    let known = Token.allCases.map(\.rawValue)
    throw CommandError.badArgument(
      "\(option) \(text)",
      "expected one of \(known.joined(separator: ", "))\(NearestWord.find(text, among: known).didYouMean)")
  }

  /// Asks for what is not given.
  private func ask(_ given: InitAnswers, _ proposal: InitAnswers, _ survey: FolderSurvey) throws -> InitAnswers {
    let questions = Questions()
    var answers = given
    if given.name == nil { answers.name = try questions.ask("Name of the pipeline", proposal: proposal.name ?? "") }
    if given.classes.isEmpty {
      answers.classes = Questions.list(
        try questions.ask(
          "Classes, divided by commas, as good,scratch,dent", proposal: proposal.classes.joined(separator: ", "),
          check: { Questions.list($0).count < 2 ? "at least two classes, divided by commas" : nil }))
    }
    if given.negativeClass == nil {
      let likely = InitFiles.negative(of: answers.classes)
      let none = "none"
      let answer = try questions.ask(
        "Which of them has no defect", proposal: likely ?? none,
        check: { answer in
          let isKnown = answer == none || answers.classes.contains(answer)
          return isKnown ? nil : "one of \(answers.classes.joined(separator: ", ")), or none"
        })
      answers.negativeClass = answer == none && !answers.classes.contains(none) ? nil : answer
    }
    if given.annotators.isEmpty {
      answers.annotators = Questions.list(
        try questions.ask(
          "Who labels, divided by commas", proposal: proposal.annotators.joined(separator: ", ")))
    }
    if given.seniors.isEmpty, answers.annotators.count > 1 {
      let none = "none"
      let people = answers.annotators
      let answer = try questions.ask(
        "Who of them decides where others disagree (a senior)", proposal: none,
        check: { answer in
          let isKnown = answer == none || Questions.list(answer).allSatisfy { people.contains($0) }
          return isKnown ? nil : "one of \(people.joined(separator: ", ")), or none"
        })
      answers.seniors = answer == none ? [] : Questions.list(answer)
    }
    if given.to == nil {
      answers.to = try tokenAnswer(questions, "Labelling by csv files or by label-studio", proposal.to)
    }
    if given.features == nil {
      answers.features = try tokenAnswer(
        questions, "Vectors from patches, or from a pretrained network", proposal.features)
    }
    if given.group == nil, !survey.groupings.isEmpty {
      answers.group = try tokenAnswer(
        questions,
        "Pictures that belong together, by \(survey.groupings.map(\.by.rawValue).joined(separator: ", ")) or none",
        proposal.group)
    }
    return answers
  }

  private func tokenAnswer<Token: RawRepresentable<String> & CaseIterable>(
    _ questions: Questions, _ question: String, _ proposal: Token?
  ) throws -> Token? {
    let known = Token.allCases.map(\.rawValue)
    let answer = try questions.ask(
      question, proposal: proposal?.rawValue ?? "",
      check: { known.contains($0) ? nil : "one of \(known.joined(separator: ", "))" })
    return Token(rawValue: answer)
  }

  /// Whether the spec is not the one that commands take by themselves.
  private func needsSpec(_ path: String) -> Bool {
    let specs = ((try? Files.list("pipelines")) ?? []).filter { $0.hasSuffix(".yaml") }
    return specs.count != 1 || path != "pipelines/\(specs[0])"
  }
}
