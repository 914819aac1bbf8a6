import Pipeline
import Texts

extension Wording {
  /// The width of what stands before each fact.
  private static let margin = 12

  /// Why an image is in a batch, or what it lacked: a sentence, then the facts, one a line.
  static func trace(_ trace: SelectionTrace) -> [String] {
    var facts: [(String, String)] = []
    if let pick = trace.pick { facts += receipt(pick, trace) }
    if trace.pick == nil { facts += shortfall(trace) }
    if let group = trace.group, trace.stratum?.by != "group" { facts.append(("group", group.printable)) }
    facts += people(trace)
    if !trace.otherBatches.isEmpty {
      facts.append(("elsewhere", "it is in the batch of \(iterations(trace.otherBatches))"))
    }
    return wrapped(headline(trace), width: 100) + facts.flatMap(fact)
  }

  // MARK: The sentence

  private static func headline(_ trace: SelectionTrace) -> String {
    let image = trace.image.printable
    let batch = "the batch of iteration \(trace.iteration)"
    if let pick = trace.pick { return "\(image) is in \(batch), at rank \(pick.rank) of \(pick.batch)." }
    return "\(image) is not in \(batch): \(lack(trace))."
  }

  /// What an image lacked, in a clause.
  private static func lack(_ trace: SelectionTrace) -> String {
    switch trace.end {
    case .picked: return ""
    case .notInPool:
      let pools = trace.pools ?? []
      let name = trace.movedTo.map { "; its bytes are there as \($0.printable)" } ?? ""
      let place = "the pool of this iteration does not hold it, that of \(iterations(pools)) does\(name)"
      if let first = pools.first, first > trace.iteration { return "it came later: \(place)" }
      if let last = pools.last, last < trace.iteration { return "it is gone: \(place)" }
      return place
    case .broken: return "its file cannot be read (\((trace.fault ?? "").printable))"
    case .heldOut: return role(trace.role ?? "")
    case .copy: return "its bytes are those of \((trace.copyOf ?? "").printable), which stands for both"
    case .labelled:
      let earlier = trace.earlier
      let word = earlier?.label.map { "labelled \($0.printable)" } ?? "found impossible to judge"
      let name = earlier?.image.map { ", as \($0.printable)" } ?? ""
      return "it had been \(word) in iteration \(earlier?.iteration ?? 0)\(name)"
    case .notScored: return "images have not been scored yet; winnow run \(trace.iteration) goes on"
    case .noBatch: return "no batch has been chosen yet; winnow run \(trace.iteration) goes on"
    case .pastThreshold: return "its score does not pass the threshold"
    case .cut: return "it passes the threshold, and enough others rank before it"
    case .nearDuplicate:
      let other = trace.considered?.nearDuplicateOf ?? trace.considered?.instead ?? "another"
      return trace.considered?.instead.map { $0.equalsByBytes(other) } ?? false
        ? "its near-duplicate \(other.printable) was picked"
        : "it is a near-duplicate of \(other.printable), which comes before it"
    case .groupCap: return "its group has as many images in the batch as it may have"
    case .notChosen:
      if let instead = trace.considered?.instead, trace.considered?.cluster != nil {
        return "of its cluster \(instead.printable) was picked"
      }
      guard trace.score?.candidateRank == nil, let share = trace.considered?.share else {
        return "it was a candidate, and others were chosen"
      }
      return "the share \(share.quoted) looked at it and took others"
    case .notDrawn: return "the draw went to others"
    }
  }

  private static func role(_ role: String) -> String {
    switch role {
    case "monitoring", "acceptance":
      "it is in the \(role) holdout, which is never selected and never trained on"
    case "calibration": "it is in the calibration set, whose labels are known"
    case "withheld": "it is withheld, since it shares its group or its bytes with an image of a holdout"
    default: "it is set apart as \(role.quoted)"
    }
  }

  // MARK: An image that was picked

  private static func receipt(_ pick: SelectionTrace.Pick, _ trace: SelectionTrace) -> [(String, String)] {
    let isBehind =
      pick.share == "uncertain" && pick.forClass == nil && trace.score.map { $0.candidateRank == nil } ?? false
    let by = isBehind ? behindCandidates : share(pick.share, method: pick.method, forClass: pick.forClass)
    var facts = [("picked by", by)]
    if let score = trace.score { facts += self.score(score) }
    if let cutOff = inside(pick, trace.score) { facts.append(("cut-off", cutOff)) }
    if let tied = pick.tied {
      facts.append(
        ("ties", tied > 1 ? "\(tied) candidates have its score and tie-break: the draw put them in order" : "none"))
    }
    if let stratum = trace.stratum { facts.append(("stratum", self.stratum(stratum))) }
    if let place = place(pick) { facts.append((pick.cluster == nil ? "distance" : "cluster", place)) }
    if let number = pick.standsFor { facts.append(("stands for", standsFor(number, pick.others))) }
    facts.append(("probability", probability(pick, trace)))
    return facts
  }

  private static let behindCandidates =
    "uncertain: the next in rank behind the candidates, of whom near-duplicates and groups left too few"

  /// What a share is, in a clause.
  static func share(_ share: String, method: String?, forClass: String? = nil) -> String {
    let how = method.map { " by \($0)" } ?? ""
    if let name = forClass.map(\.printable) {
      if share == "rare" { return "rare: the model gives it to \(name), a rare class" }
      if share == "coverage" {
        return "coverage: the most probable image of \(name), which nobody had been asked about for long"
      }
      if share == "uncertain" {
        return method == "direct"
          ? "uncertain: chosen by direct for the sake of \(name)"
          : "uncertain: a most probable image of \(name), which has a part of the batch of its own"
      }
    }
    switch share {
    case "seed": return "seed: drawn for the first batch, before there was a model"
    case "uncertain": return "uncertain: chosen\(how) among the candidates, for what the model does not know"
    case "diverse": return "diverse: chosen\(how) for being unlike what is labelled"
    case "rare": return "rare: it is far from all that is labelled"
    case "review": return "review: its label is suspected to be wrong"
    case "coverage": return "coverage: nobody had been asked about its class for long"
    case "random": return "random: drawn from all images that no other share picked"
    default: return share.printable + how
    }
  }

  /// How far a pick is inside what was asked for, or how it came in from outside; nil where no candidate was asked for.
  private static func inside(_ pick: SelectionTrace.Pick, _ score: SelectionTrace.Score?) -> String? {
    guard let score, score.value != nil, score.candidateRank != nil else { return nil }
    var asked: [String] = []
    if let cutoff = score.threshold { asked.append("\(cutoff.side.rawValue) \(significant(cutoff.limit))") }
    if let range = score.topProbability {
      asked.append("a probability from \(significant(range[0])) to \(significant(range[1]))")
    }
    let gap = pick.gap.map {
      $0 < 0 ? "\(significant(-$0)) past the cut-off" : "inside the cut-off by \(significant($0))"
    }
    guard !asked.isEmpty else { return gap }
    var text = "\(asked.joined(separator: " and ")) was asked for"
    if score.passing > score.candidates, let last = score.lastCandidate {
      text += ", and the \(score.candidates.counted("candidate")) end at \(significant(last))"
    }
    if score.passed { return [text, gap].compactMap(\.self).joined(separator: "; ") }
    return "\(text), which \(score.passing) of \(score.unlabelled) are; " + (gap.map { "\($0), " } ?? "")
      + "it fills the batch as the next in rank"
  }

  private static func place(_ pick: SelectionTrace.Pick) -> String? {
    guard let cluster = pick.cluster else {
      return pick.distance.map { "\(significant(Double($0))) from the nearest image labelled or picked before it" }
    }
    if pick.clusterSize == 1 { return "number \(cluster), alone in it" }
    let size = pick.clusterSize.map { ", of \($0.counted("candidate"))" } ?? ""
    let distance = pick.distance.map { "; \(significant(Double($0))) from its centroid" } ?? ""
    return "number \(cluster)\(size)\(distance)"
  }

  private static func standsFor(_ number: Int, _ others: [String]) -> String {
    guard number > 1 else { return "itself alone" }
    let named = others.prefix(3).map(\.printable)
    guard !named.isEmpty else { return "\(number) images, itself included" }
    let rest = number - 1 - named.count
    let list = rest > 0 ? "\(named.joined(separator: ", ")) and \(rest) more" : named.joined(separator: ", ")
    return "itself and \((number - 1).counted("other")): \(list)"
  }

  private static func probability(_ pick: SelectionTrace.Pick, _ trace: SelectionTrace) -> String {
    guard let probability = pick.inclusionProbability else {
      return "not known, so no estimate can be made from this batch"
    }
    if probability == 1 {
      return "1: picked for certain, so it stands for itself alone in estimates and says nothing of images not picked"
    }
    let weight = (1 / probability).decimal(probability < 0.1 ? 0 : 1)
    if let draw = trace.random, pick.share == "random" {
      return
        "\(significant(probability)): \(draw.drawn) of \(draw.from) were drawn, so in estimates it stands for \(weight) images"
    }
    return "\(significant(probability)), so in estimates it stands for \(weight) images"
  }

  // MARK: An image that was not

  private static func shortfall(_ trace: SelectionTrace) -> [(String, String)] {
    var facts: [(String, String)] = []
    if let score = trace.score {
      facts += self.score(score)
      if let cut = cutOff(score) { facts.append(("cut-off", cut)) }
    }
    if let considered = trace.considered { facts += self.considered(considered, end: trace.end) }
    if let stratum = trace.stratum { facts.append(("stratum", self.stratum(stratum))) }
    let open: Set<SelectionTrace.End> = [.pastThreshold, .cut, .nearDuplicate, .groupCap, .notChosen, .notDrawn]
    if let draw = trace.random, open.contains(trace.end) {
      facts.append(("random", "it was not drawn either: \(draw.drawn) of \(draw.from) were"))
    }
    return facts
  }

  private static func cutOff(_ score: SelectionTrace.Score) -> String? {
    var parts: [String] = []
    if let cutoff = score.threshold, let value = score.base ?? score.value {
      let past = cutoff.side == .below ? value - cutoff.limit : cutoff.limit - value
      parts.append(
        "\(cutoff.side.rawValue) \(significant(cutoff.limit)) was asked for"
          + (past < 0 ? ", and it is" : ": it is \(significant(past)) past that"))
    }
    if let range = score.topProbability, let probability = score.probability.map(Double.init) {
      let asked = "a probability from \(significant(range[0])) to \(significant(range[1])) was asked for"
      parts.append(asked + (range[0] <= probability && probability <= range[1] ? ", and it is" : ", and it is not"))
    }
    if !parts.isEmpty { parts.append("\(score.passing) of \(score.unlabelled) passed") }
    if score.candidateRank == nil, score.candidates > 0 {
      var last = "the candidates end at rank \(score.candidates)"
      if let value = score.lastCandidate { last += ", with \(significant(value))" }
      if score.filled > 0 { last += ", \(score.filled) of them past the threshold for want of enough" }
      parts.append(last)
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private static func considered(
    _ considered: SelectionTrace.Considered, end: SelectionTrace.End
  ) -> [(String, String)] {
    var facts = [("looked at by", "the share \(considered.share.quoted)")]
    switch end {
    case .nearDuplicate:
      facts.append(("instead", considered.instead.map(\.printable) ?? "none of its near-duplicates, for other reasons"))
    case .groupCap:
      let named = considered.fromGroup.prefix(3).map(\.printable).joined(separator: ", ")
      let more = considered.fromGroup.count > 3 ? " and \(considered.fromGroup.count - 3) more" : ""
      if !named.isEmpty { facts.append(("instead", "\(named)\(more)")) }
    default:
      if let cluster = considered.cluster {
        var text = "number \(cluster)"
        if let distance = considered.distance { text += ", \(significant(Double(distance))) from its centroid" }
        if let instead = considered.instead {
          text += "; \(instead.printable) was picked"
          if let nearer = considered.insteadDistance { text += ", which is nearer: \(significant(Double(nearer)))" }
        }
        facts.append(("cluster", text))
      } else if let instead = considered.instead {
        facts.append(("instead", instead.printable))
      }
    }
    return facts
  }

  // MARK: What both have

  private static func score(_ score: SelectionTrace.Score) -> [(String, String)] {
    var facts: [(String, String)] = []
    let model =
      "\(score.predicted.printable)"
      + (score.probability.map { ", with a probability of \(Double($0).decimal(3))" } ?? "")
    if let value = score.value {
      facts.append(("score", "\(score.measure.printable) \(significant(value))\(meaning(score.measure))"))
      if let base = score.base {
        facts.append(("found by", "\(significant(base)), before the candidates were put in a new order"))
      }
    } else {
      facts.append(("score", "none: images are ranked by draw"))
    }
    facts.append(("model", model))
    var ranks: [String] = []
    if let rank = score.rank { ranks.append("\(rank) of \(score.unlabelled) unlabelled images") }
    if score.candidateRank != nil { ranks.append("one of \(score.candidates.counted("candidate"))") }
    if !ranks.isEmpty { facts.append(("rank", ranks.joined(separator: ", "))) }
    return facts
  }

  /// What a measure is, in words.
  static func meaning(_ measure: String) -> String {
    let text: String? =
      switch measure {
      case "margin": "the lead of the likeliest class over the second; small asks first"
      case "entropy": "how evenly the classes share the probability; large asks first"
      case "least_confidence": "what the likeliest class lacks to certainty; large asks first"
      case "vote_entropy": "how evenly the committee's votes are spread; large asks first"
      case "consensus_kl": "how far the committee's members are from their mean; large asks first"
      case "bald": "what the members' answers tell of the model; large asks first"
      case "variation_ratio": "the share of votes that are not the most frequent; large asks first"
      case "gradient_norm": "how much a label would move the model; large asks first"
      case "expected_error_reduction": "the error that a label is expected to leave; small asks first"
      case "combined": "uncertainty and distance to what is labelled, weighed; large asks first"
      case "cost_sensitive": "the expected cost of the model's mistake; large asks first"
      default: nil
      }
    return text.map { " (\($0))" } ?? ""
  }

  private static func stratum(_ stratum: SelectionTrace.Stratum) -> String {
    let drawn = "\(stratum.picked) of \(stratum.images.counted("image")) were drawn"
    guard let by = stratum.by else { return drawn }
    let factor = stratum.factor == 1 ? "" : ", over-sampled × \(significant(stratum.factor))"
    return "\(by.printable) \(stratum.name.printable): \(drawn)\(factor)"
  }

  private static func people(_ trace: SelectionTrace) -> [(String, String)] {
    var facts: [(String, String)] = []
    if let earlier = trace.earlier {
      let name = earlier.image.map { ", as \($0.printable)" } ?? ""
      facts.append(("before", "in iteration \(earlier.iteration)\(name): \(labelled(earlier))"))
    }
    if let other = trace.otherBytes {
      facts.append(
        (
          "other bytes",
          "had this name in iteration \(other.iteration), and were \(labelled(other)); that is not its label"
        )
      )
    }
    if let label = trace.label {
      facts.append(("label", labelled(label)))
    } else if trace.pick != nil {
      facts.append(("label", "none yet"))
    }
    return facts
  }

  private static func labelled(_ label: SelectionTrace.Label) -> String {
    let word: String =
      switch label.decidedBy {
      case "cannot_tell": "nobody could tell"
      case "undecided": "undecided"
      case "majority": "\((label.label ?? "undecided").printable), by majority"
      case "senior": "\((label.label ?? "undecided").printable), by the senior's word"
      default: "\((label.label ?? "undecided").printable), \(label.decidedBy.printable)"
      }
    guard !label.votes.isEmpty else { return word }
    let votes = label.votes.map { vote in
      "\(vote.annotator.printable) \((vote.label ?? vote.kind).printable)"
        + (vote.round > 1 ? " in round \(vote.round)" : "")
    }
    return "\(word) (\(votes.joined(separator: ", ")))"
  }

  // MARK: Small things

  private static func fact(_ fact: (String, String)) -> [String] {
    let indent = String(repeating: " ", count: margin + 4)
    let name = fact.0.padding(toLength: max(margin, fact.0.count), withPad: " ", startingAt: 0)
    return wrapped(fact.1, width: 100 - indent.count).enumerated().map { $0 == 0 ? "  \(name)  \($1)" : indent + $1 }
  }

  /// Lines no longer than `width`, broken at spaces.
  static func wrapped(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if let last = lines.last, !last.isEmpty, last.count + 1 + word.count > width {
        lines.append(String(word))
      } else if let last = lines.popLast() {
        lines.append(last.isEmpty ? String(word) : "\(last) \(word)")
      }
    }
    return lines
  }

  /// Four significant digits at the most, never as a power of ten for what a person can read.
  static func significant(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    var places = 4
    var size = abs(value)
    while size < 0.1, places < 9 {
      size *= 10
      places += 1
    }
    while size >= 1, places > 0 {
      size /= 10
      places -= 1
    }
    var text = value.decimal(places)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text
  }

  private static func iterations(_ numbers: [Int]) -> String {
    let list = numbers.map(String.init)
    guard let last = list.last, list.count > 1 else { return "iteration \(list.first ?? "")" }
    return "iterations \(list.dropLast().joined(separator: ", ")) and \(last)"
  }
}
