/// What it is worth to ask those who are likeliest to be right.
///
/// Whose votes go to anybody is drawn, so that the difference is due to the choice of people.
package struct RoutingSection: Codable, Sendable, Equatable {
  /// Votes of either kind, and those that name the label which the image came to.
  package struct Comparison: Codable, Sendable, Equatable {
    package var skill: Int
    package var skillRight: Int
    package var random: Int
    package var randomRight: Int
    /// The share of the first less that of the second, with its 95 % interval; nil as long as either has no vote.
    package var difference: Estimate?

    package init(skill: Int, skillRight: Int, random: Int, randomRight: Int, difference: Estimate?) {
      self.skill = skill
      self.skillRight = skillRight
      self.random = random
      self.randomRight = randomRight
      self.difference = difference
    }
  }

  package var all: Comparison
  /// On images of rare classes; nil where none is declared rare.
  package var rare: Comparison?

  package init(all: Comparison, rare: Comparison?) {
    self.all = all
    self.rare = rare
  }
}

extension ReportPage {
  /// Whether routing is worth anything; nothing where nothing is routed.
  static func routing(_ report: QualityReport) -> HTML {
    guard let section = report.routing else { return HTML() }
    func line(_ what: HTML, _ arm: RoutingSection.Comparison) -> HTML {
      func share(_ right: Int, _ votes: Int) -> String {
        "\(Figures.percent(votes > 0 ? Double(right) / Double(votes) : nil)) of \(Figures.grouped(votes))"
      }
      let difference: HTML =
        arm.difference.map { found in
          let range = Figures.range(found.low, found.high, percent: true) ?? ""
          let isShown = (found.low ?? -1) > 0
          return "; \(Figures.percent(found.value)) more (\(range))\(isShown ? "" : ": no gain shown")"
        } ?? "; too few to say"
      return """
        <li>\(what): \(share(arm.skillRight, arm.skill)) votes of people chosen by skill name the label, \
        \(share(arm.randomRight, arm.random)) of people by draw\(difference)</li>
        """
    }
    return """
      <div class="card" style="margin-top:16px"><h3>Who is asked</h3><ul>\(line("All images", section.all))\
      \(section.rare.map { line("Rare classes", $0) } ?? HTML())</ul></div>
      """
  }
}
