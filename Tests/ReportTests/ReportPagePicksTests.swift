import Foundation
import Report
import Testing

/// What the page says of picks beside random labels, and what a simulation's page says of them.
struct ReportPagePicksTests {
  private func text(_ page: String) throws -> String {
    _ = try MarkupChecker(page)
    return page.replacing(/<[^>]*>/, with: "").replacing("\u{A0}", with: " ")
  }

  private func page(_ section: PicksSection?) throws -> String {
    var report = SampleReport.full()
    report.picks = section
    #expect(try QualityReport.read(json: report.json()) == report)
    return try text(ReportPage.html(report, contactSheet: []))
  }

  private func comparison(_ low: Double, _ high: Double) -> PicksSection.Comparison {
    PicksSection.Comparison(
      since: 3, start: 700, drawn: 40, random: 0.612, picks: 0.645, gain: Estimate(0.033, low: low, high: high))
  }

  @Test func theIntervalDecidesWhetherPicksPay() throws {
    for (low, high, words) in [
      (0.01, 0.06, "they pay"), (-0.01, 0.07, "no gain shown"), (-0.09, -0.01, "random labels teach more"),
    ] {
      var section = PicksSection()
      (section.images, section.groups, section.draws) = (320, 61, 5)
      section.all = comparison(low, high)
      let page = try page(section)
      #expect(page.contains("Do the picks pay?") && page.contains("since iteration 3"))
      #expect(page.contains("0.6120.645") && page.contains(words), "\(words)")
      #expect(page.contains("320 images of 61 groups of the holdout"))
    }
  }

  @Test func withoutARandomShareThePageSaysWhatMakesItKnown() throws {
    #expect(try page(PicksSection(unknown: .noneDrawn)).contains("A share random: 0.05 under stages.cluster.shares"))
    #expect(try page(PicksSection(unknown: .nonePicked)).contains("All labels were drawn at random."))
    #expect(try !page(nil).contains("Do the picks pay?"))
  }

  @Test func aSimulationsPageSaysFirstWhatIsSaved() throws {
    func spread(_ mean: Double) -> SimulationPage.Spread { SimulationPage.Spread(mean: mean, deviation: 0.02) }
    func row(_ iteration: Int, _ gain: Double) -> SimulationPage.Row {
      let (labels, learned) = (Double(100 * iteration), 0.3 + gain * Double(iteration))
      return SimulationPage.Row(
        iteration: iteration, labels: iteration == 0 ? nil : spread(labels),
        macroF1: iteration == 0 ? nil : spread(learned), rareF1: nil, defectShare: spread(0.2), cost: spread(10))
    }
    func arm(_ name: String, _ gain: Double) -> SimulationPage.Arm {
      SimulationPage.Arm(name: name, isRandom: name == "random", rows: (0...3).map { row($0, gain) })
    }
    // Six ways and random ones: no chart has more lines than can be told apart.
    let arms = (0..<6).map { arm("way <\($0)>", 0.1) } + [arm("random", 0.05)]
    let html = SimulationPage.html(
      SimulationPage.Content(
        title: "small · simulation", headline: "way <0>: no gain shown over random", notes: ["annotators: panel."],
        arms: arms,
        savings: [
          SimulationPage.Saving(
            arm: "way <0>", counted: "labels for training", level: "0.450", needed: "280", random: "300", saving: "7 %",
            interval: "-3 % to 12 %", isShown: false)
        ], currency: "USD"))
    #expect(html.contains("<h1>way &lt;0&gt;: no gain shown over random</h1>"))
    let page = try text(html)
    #expect(page.contains("no gain shown") && page.contains("-3 % to 12 %") && page.contains("cost, USD"))
    #expect(html.components(separatedBy: "<h3>Macro-F1</h3>").count == 3)
    #expect(html.contains("class=\"spread\"") && !html.contains("class=\"interval\""))
  }
}
