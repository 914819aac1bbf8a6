import Spec
import Texts

/// Whether the people of a spec are who the labelling platform knows.
enum AccountCheck {
  static func findings(_ spec: PipelineSpec, positions: Set<String>) -> [DoctorFinding] {
    let people = spec.annotators
    let seniors = people.count(where: \.senior)
    var findings = [
      DoctorFinding(
        .accounts, .good,
        "\(people.count.counted("annotator")), \(seniors == 0 ? "no" : String(seniors)) senior; tasks go to "
          + spec.stages.export.to.rawValue)
    ]
    let guessed = people.filter { !positions.contains("annotators[\($0.id)].label_studio") }
    if spec.stages.export.to == .labelStudio, let first = guessed.first {
      findings.append(
        DoctorFinding(
          .accounts, .note,
          "Label Studio's user \(first.labelStudio) is taken for \(first.id.quoted), and so on: \(guessed.count) of "
            + "\(people.count.counted("account")) \(guessed.count == 1 ? "is" : "are") not named",
          mend: "write label_studio: with each user's number or e-mail address"))
    }
    return findings
  }
}
