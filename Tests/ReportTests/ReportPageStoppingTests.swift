import Report
import Testing

/// What the page says of conditions without a holdout, of the past and of what is to come.
struct ReportPageStoppingTests {
  /// The text of a page that holds the sample report, changed.
  private func text(_ change: (inout QualityReport) -> Void = { _ in }) throws -> String {
    var report = SampleReport.full()
    change(&report)
    let page = ReportPage.html(report, contactSheet: [])
    _ = try MarkupChecker(page)
    #expect(try QualityReport.read(json: report.json()) == report)
    return page.replacing(/<[^>]*>/, with: "").replacing("\u{A0}", with: " ")
  }

  private func criterion(
    _ kind: StopCriterionSection.Kind, _ asked: Double, _ found: Double?, met: Bool = false, rounds: Int? = nil
  ) -> StopCriterionSection {
    var criterion = StopCriterionSection(kind: kind, asked: asked, found: found, met: met, rounds: rounds)
    criterion.images = 1_998
    return criterion
  }

  @Test func whatTheModelsSayIsMeasuredAgainstWhatIsAskedFor() throws {
    let page = try text { report in
      report.stop.criteria += [
        criterion(.agreement, 0.99, 0.9312, rounds: 3), criterion(.classificationChange, 0.005, 0.0075, rounds: 1),
        criterion(.uncertainty, 0.05, 0.05),
      ]
    }
    #expect(page.contains("Agreement of modelskappa 0.931 not settled"))
    #expect(
      page.contains(
        "over 3 pairs of successive models: the mean on the same 1,998 images; stops from 0.990 on"))
    #expect(page.contains("Changes of class0.75 % not settled") && page.contains("stops at 0.50 % or less"))
    #expect(page.contains("the mean of 1,998 images that can still be asked about; stops under 0.050"))
    #expect(page.contains("Go on labelling"))
  }

  @Test func aModelThatHasSettledIsNotCalledGood() throws {
    for (met, words) in [
      (
        criterion(.agreement, 0.99, 0.992, met: true, rounds: 3),
        "the last 4 models agree from one to the next: kappa 0.992 on average, and 0.990 was asked for."
      ),
      (
        criterion(.classificationChange, 0.005, 0.004, met: true, rounds: 2),
        "of the last 3 models, at most 0.40 % of a fixed sample of the pool changed its class, and 0.50 % may."
      ),
      (
        criterion(.uncertainty, 0.05, 0.041, met: true),
        "mean uncertainty about what is not labelled is 0.041, and below 0.050 was asked for."
      ),
    ] {
      let page = try text { report in
        report.stop.stop = true
        report.stop.criteria.append(met)
      }
      let opening = try #require(page.range(of: "Learning curve"))
      #expect(page.contains("Stop: the model has settled") && page.contains(words))
      #expect(page[..<opening.lowerBound].contains("and not that the model is good"))
    }
    // A goal that is reached says more.
    let both = try text { report in
      report.stop.stop = true
      report.stop.criteria[0].met = true
      report.stop.criteria.append(criterion(.uncertainty, 0.05, 0.041, met: true))
    }
    #expect(both.contains("Stop: the goal is reached") && !both.contains("Stop: the model has settled"))
  }

  @Test func whyItCannotBeDeterminedIsSaid() throws {
    let reasons: [(StopCriterionSection.Unknown, String)] = [
      (.tooEarly, "over 3 pairs of successive models: too early"),
      (.noPredictions, "the predictions of iteration 2 are not there any more"),
      (.otherClasses, "iteration 2 had other classes"),
      (.noImages, "no image of the sample was predicted in both iterations"),
      (.notKept, "the report of iteration 2 does not say it"),
    ]
    for (reason, words) in reasons {
      let page = try text { report in
        var unknown = criterion(.agreement, 0.99, nil, rounds: 3)
        (unknown.unknown, unknown.unknownIteration) = (reason, 2)
        report.stop.criteria.append(unknown)
      }
      #expect(page.contains("Agreement of modelscannot be determined") && page.contains(words), "\(reason)")
    }
  }

  @Test func eachConditionSaysWhenItWouldHaveStopped() throws {
    let page = try text()
    #expect(page.contains("Macro-F1 of 0.900, and no class below 0.800not yet"))
    #expect(page.contains("Agreement of models: kappa 0.990 over 3 pairs not declarednot yet"))
    #expect(page.contains("Gain under 0.005 over 3 iterationsnot yet") && page.contains("Budget of USD 600.00not yet"))
    #expect(
      page.contains(
        "Uncertainty under 0.080 not declarediteration 3not known of 2750200.400.48840.95+0.043"))
    #expect(page.contains("nowiteration 4900241.350.531"))
    // The series, with an iteration of a former build and one without a model before it.
    #expect(page.contains("1––00.2001,870too early") && page.contains("the report of this iteration does not say it"))
    #expect(page.contains("40.9620.75 %1,9980.0501,780"))
    let former = try text { report in
      report.stopHistory = nil
      report.forecast = nil
    }
    #expect(!former.contains("When it would have stopped") && !former.contains("90 % band"))
  }

  @Test func theForecastSaysLabelsImagesAndMoney() throws {
    let page = try text()
    #expect(
      page.contains(
        "the target of 0.900 is reached with about 2,431 labels (90 % band: 1,704 to more than 9,000)."))
    #expect(
      page.contains(
        "That is 1,531 images more, USD 410.61 (215.63 or more, without a known end) at what a label has cost so far."))
    #expect(page.contains("In 12 % of the draws about the curve it never is."))
    #expect(page.contains("forecast with its 90 % band"))
    let closed = try text { report in
      report.forecast?.high = 4_000
      report.forecast?.costHigh = 831.42
      report.forecast?.never = 0
    }
    #expect(closed.contains("(90 % band: 1,704 to 4,000)") && closed.contains("(215.63 to 831.42) at what"))
    #expect(!closed.contains("never is"))
    let there = try text { $0.forecast?.more = 0 }
    #expect(there.contains("So many are there already: the next model shows whether they are enough."))
  }

  @Test func whereNoNumberIsGivenItSaysWhy() throws {
    let beyond = try text { $0.forecast?.outcome = .beyond }
    #expect(beyond.contains("the target of 0.900 needs more than 9,000 labels; no forecast goes further"))
    let unlikely = try text { report in
      report.forecast?.outcome = .unlikely
      report.forecast?.never = 0.63
    }
    #expect(unlikely.contains("not reached at this rate: in 63 % of 1,000 draws about the curve it never is"))
    let early = try text { report in
      report.forecast = ForecastSection(outcome: .tooFewPoints, target: 0.9, points: 3, most: 9_000)
    }
    #expect(early.contains("models of four different numbers of labels") && early.contains("and there are 3."))
    #expect(!early.contains("forecast with its"))
    let reached = try text { report in
      report.forecast = ForecastSection(outcome: .reached, target: 0.5, points: 4, most: 9_000)
    }
    #expect(!reached.contains("forecast"))
  }
}
