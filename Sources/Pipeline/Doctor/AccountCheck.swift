import Spec
import Texts

/// Whether the people of a spec are who the labelling platform knows.
enum AccountCheck {
  static func findings(_ spec: PipelineSpec) -> [DoctorFinding] {
    let people = spec.annotators
    let seniors = people.count(where: \.senior)
    var findings = [
      DoctorFinding(
        .accounts, .good,
        "\(people.count.counted("annotator")), \(seniors == 0 ? "no" : String(seniors)) senior; tasks go to "
          + spec.stages.export.to.rawValue)
    ]
    let target = spec.stages.export.to
    let without = people.filter {
      target == .labelStudio ? $0.labelStudio.isEmpty : target == .argilla && $0.argilla.isEmpty
    }
    if !without.isEmpty {
      let key = target == .labelStudio ? "label_studio" : "argilla"
      findings.append(
        DoctorFinding(
          .accounts, .note,
          "\(without.count) of \(people.count.counted("annotator")) \(without.count == 1 ? "has" : "have") no account on "
            + "\(target == .labelStudio ? "Label Studio" : "Argilla"): \(without.map(\.id.printable).joined(separator: ", ")); "
            + "real answers would be refused, simulated ones are not",
          mend:
            "write \(key): with each person's \(target == .labelStudio ? "number or e-mail address" : "name") under annotators"
        ))
    }
    return findings
  }
}
