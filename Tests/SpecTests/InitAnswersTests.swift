import Spec
import Testing

/// The answers to `winnow init` out of a file.
@Suite struct InitAnswersTests {
  private func read(_ text: String) throws -> InitAnswers {
    try SpecReader.answers(Array(text.utf8), file: "answers.yaml")
  }

  @Test func everyQuestionHasAKey() throws {
    let answers = try read(
      """
      name: shop
      classes: [good, bad]
      negative_class: good
      annotators: [ana, ben]
      seniors: [ana]
      to: label-studio
      features: pretrained
      group: time
      """)
    #expect(answers.name == "shop" && answers.classes == ["good", "bad"] && answers.negativeClass == "good")
    #expect(answers.annotators == ["ana", "ben"] && answers.seniors == ["ana"])
    #expect(answers.to == .labelStudio && answers.features == .pretrained && answers.group == .time)
  }

  @Test func whatIsNotAnsweredComesFromElsewhere() throws {
    var proposal = InitAnswers()
    proposal.name = "pictures"
    proposal.classes = ["a", "b"]
    proposal.to = .csv
    let answers = try read("name: shop\n").filled(from: proposal)
    #expect(answers.name == "shop" && answers.classes == ["a", "b"] && answers.to == .csv && answers.group == nil)
  }

  @Test func mistakesAreToldAsThoseOfASpec() throws {
    #expect {
      try read("clases: [a, b]\ngroup: tyme\nname: a/b\n")
    } throws: { error in
      guard let errors = error as? SpecErrors else { return false }
      return errors.diagnostics.map(\.position.line) == [1, 2, 3]
        && errors.diagnostics.map(\.suggestion) == ["classes", "time", nil]
    }
  }
}
