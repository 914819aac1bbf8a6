import Pipeline
import Report
import Texts

extension Wording {
  /// How many flips are listed; JSON has all.
  private static let shownFlips = 40

  /// Where everybody stands, a person a paragraph.
  static func standings(_ standings: PeopleStandings) -> [String] {
    var lines = ["iteration \(standings.iteration)"]
    for person in standings.people {
      lines.append("\(person.id.printable)\(person.senior ? ", senior" : ""): \(standing(person))")
      for fault in standings.judgement?.shownFaults ?? [] where fault.annotator.equalsByBytes(person.id) {
        lines.append("  \(fault.sentence.printable); found in iteration \(fault.found)")
      }
      if let done = person.intervention?.sentence { lines.append("  \(done.printable)") }
      if let few = person.tooFewOf, !few.isEmpty {
        lines.append("  too few answers to say anything of \(few.map(\.printable).joined(separator: ", "))")
      }
    }
    guard let judgement = standings.judgement else {
      return lines + ["no calibration set is declared: nobody is measured"]
    }
    if let fatigue = judgement.fatigue { lines.append(fatigue.sentence(on: "calibration images")) }
    lines.append(
      "anybody is named for a fault that nobody has with a probability of \(Figures.percent(judgement.falseAlarms, 0)) "
        + "at most, in the whole project")
    return lines
  }

  private static func standing(_ person: AnnotatorSection) -> String {
    let word =
      switch person.standing {
      case .unmeasured: "not measured"
      case .tooFew: "too few answers"
      case .meets: "meets the line"
      case .watch: "under the line, perhaps by chance"
      case .fault: "errs more often than the others"
      case .below: "below the line"
      }
    let agreement = person.agreement.map { estimate in
      ", right on \(Figures.percent(estimate.value)) of \(person.answers.counted("calibration answer"))"
        + " (\(Figures.percent(estimate.low)) to \(Figures.percent(estimate.high)))"
    }
    return word + (agreement ?? "") + ", \(person.votesSoFar.counted("vote"))"
  }

  /// What labels would be without some votes.
  static func replay(_ replay: PeopleReplay, currency: String) -> [String] {
    var lines = [
      "\(replay.votes.counted("vote")) on \(replay.pictures.counted("picture")), "
        + "\(replay.cost.decimal(2)) \(currency.printable)",
      "without them \(replay.flips.count.counted("label")) of those would be another: \(replay.changed) of another class, "
        + "\(replay.flips.count - replay.changed) undecided",
    ]
    for flip in replay.flips.prefix(shownFlips) {
      let votes = flip.votes.map { vote in
        "\(vote.annotator): \(vote.answer)\(vote.round > 1 ? " (round \(vote.round))" : "")"
          + (vote.isLeftOut ? " (left out)" : "")
      }
      lines.append(
        "  \(flip.image.printable): \((flip.label ?? "undecided").printable) → "
          + "\((flip.without ?? "undecided").printable); \(votes.joined(separator: ", ").printable)")
    }
    if replay.flips.count > shownFlips { lines.append("  … \(replay.flips.count - shownFlips) more: --json has all") }
    return lines
  }
}
