import Report
import Testing

struct ReportPageTests {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private func thumbnails() -> [Thumbnail] {
    [
      Thumbnail(
        imageID: "images/a.png", label: "open", share: "uncertain", score: 0.0123, predicted: "normal",
        png: Self.signature + [1]),
      Thumbnail(imageID: "images/b.png", label: nil, share: "random", png: []),
    ]
  }

  private func reports() -> [QualityReport] {
    var single = QualityReport(pipeline: "one", iteration: 7, classes: ["only"])
    single.batch = BatchSection(size: 0)
    single.annotators = [AnnotatorSection(id: "ana", senior: true)]
    return [
      SampleReport.full(), SampleReport.first(declared: true), SampleReport.first(declared: false),
      QualityReport(pipeline: "", iteration: 0, classes: []), single,
    ]
  }

  @Test func imagesFromBehindTheCandidatesAreReported() {
    var report = SampleReport.full()
    report.batch?.perGroup = BatchCap(limit: 1, leftOut: 40)
    #expect(!ReportPage.html(report, contactSheet: []).contains("too few candidates"))
    report.batch?.behindCandidates = 1
    let html = ReportPage.html(report, contactSheet: [])
    #expect(html.contains("That left too few candidates: 1 image was taken from behind them, next in rank."))
  }

  @Test func whatOfThePoolIsBrokenOrWasNotTakenIsNamed() throws {
    var report = SampleReport.full()
    #expect(!ReportPage.html(report, contactSheet: []).contains("Files that could not be read"))
    report.pool?.brokenFiles = [BrokenFile(imageID: "a<b>.png", reason: "not_an_image")]
    report.pool?.brokenReasons = [CountSection(name: "not_an_image", count: 2)]
    report.pool?.undecodable = [CountSection(name: "unsupported", count: 3)]
    report.pool?.leftAside = [FilesLeftAside(reason: "no_pattern", ending: "JPG", files: 12, first: "x/IMG_1.JPG")]
    let html = ReportPage.html(report, contactSheet: [])
    _ = try MarkupChecker(html)
    #expect(html.contains("2 files of the pool could not be read and were left out: 2 not an image"))
    #expect(html.contains("2 files left out; the first 1 by name"))
    #expect(html.contains("<bdi>a&lt;b&gt;.png</bdi>"))
    #expect(html.contains("3 images of the pool the built-in decoder cannot read (3 unsupported)"))
    #expect(html.contains("12 .JPG without a pattern that fits (x/IMG_1.JPG)"))
    let again = try QualityReport.read(json: report.json())
    #expect(again == report)
  }

  @Test func filesThatDoNotFitNeedAttention() {
    var report = SampleReport.full()
    #expect(!ReportPage.html(report, contactSheet: []).contains("pool.metadata"))
    report.joins = [
      JoinSection(
        file: "pool.metadata", rows: 240, matched: 228, unmatched: 12, line: 7, image: "images/<x>.png",
        cause: "the prefix 'images/' is one too many", without: 12, ungrouped: 1),
      JoinSection(file: "holdout.monitoring", rows: 40, matched: 37, absent: 3),
    ]
    let html = ReportPage.html(report, contactSheet: [])
    #expect(html.contains("12 rows of 240 in <b>pool.metadata</b> fit no image of the pool; the first is line 7, "))
    #expect(html.contains("images/&lt;x&gt;.png; likely cause: the prefix &#39;images/&#39; is one too many.</span>"))
    #expect(html.contains("12 images of the pool have no row in <b>pool.metadata</b>."))
    #expect(html.contains("1 image has no group and is one by itself"))
    #expect(html.contains("3 images of <b>holdout.monitoring</b> are not in the pool any more"))
  }

  @Test func theEndOfThePoolIsAVerdict() {
    var report = SampleReport.full()
    report.stop = StopSection(
      stop: true, criteria: [StopCriterionSection(kind: .poolEnd, asked: 0, found: 0, met: true)])
    let html = ReportPage.html(report, contactSheet: [])
    #expect(html.contains("<h1>Stop: nothing is left to label</h1>"))
    #expect(html.contains("The next iteration asks nobody and trains a model on all labels."))
  }

  @Test func everyElementIsClosedAndEveryAttributeQuoted() throws {
    for report in reports() {
      let page = try MarkupChecker(ReportPage.html(report, contactSheet: thumbnails()))
      #expect(page.elements.first?.name == "html")
    }
  }

  @Test func nothingIsFetchedAndNothingRuns() throws {
    for report in reports() {
      let html = ReportPage.html(report, contactSheet: thumbnails())
      let page = try MarkupChecker(html)
      #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("url("))
      #expect(!html.contains("@import"))
      let forbidden = ["script", "link", "iframe", "object", "embed", "form", "base", "foreignObject", "use"]
      for (name, attributes) in page.elements {
        #expect(!forbidden.contains(name))
        #expect(!attributes.keys.contains { $0.hasPrefix("on") })
        if let source = attributes["src"] { #expect(source.hasPrefix("data:image/png;base64,")) }
        if let target = attributes["href"] { #expect(target.hasPrefix("#")) }
      }
      let policy = page.elements.first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
      let content = try #require(policy?.attributes["content"])
      #expect(content.hasPrefix("default-src 'none'; img-src data:; style-src 'unsafe-inline'"))
    }
  }

  @Test func hostileNamesComeOutEscapedEverywhere() throws {
    let evil = "</title><script>alert(1)</script>\" onload=\"x' ]]> \u{202E}gpj\n&lt;"
    var report = SampleReport.full()
    report.pipeline = evil
    report.classes = report.classes.map { $0 + evil }
    report.rareClasses = [report.classes[6]]
    report.negativeClass = evil
    report.coldStart = ColdStartSection(
      labels: 3, drawn: evil, oversampled: true,
      rows: [
        ColdStartLine(
          name: evil, count: 0, share: nil, declared: nil, expected: nil, pValue: nil, finding: .undeclared)
      ])
    report.stop.criteria[1].classes = [evil]
    report.model?.perClass[0].name = evil
    report.model?.perClass[1].support = 0
    report.classBalance[0].name = evil
    report.annotators[1].id = evil
    report.annotators[1].perClass[0].name = evil
    report.pairs[0].first = evil
    report.cost.currency = evil
    report.rejected[0].name = evil
    report.labels.decidedBy[0].name = evil
    report.batch?.shares[0].name = evil
    let sheet = [
      Thumbnail(imageID: evil, label: evil, share: evil, predicted: evil, png: Self.signature),
      Thumbnail(imageID: evil, label: nil, share: evil, png: Array("<script>".utf8)),
    ]
    let html = ReportPage.html(report, contactSheet: sheet)
    let page = try MarkupChecker(html)
    #expect(!html.contains("<script"))
    #expect(!html.contains("]]>"))
    #expect(!html.unicodeScalars.contains("\u{202E}"))
    #expect(
      html.contains("&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x&#39; ]]&gt;"))
    for (name, attributes) in page.elements {
      #expect(name != "script")
      #expect(attributes["onload"] == nil)
    }
  }

  @Test func equalValuesGiveEqualPages() {
    for report in reports() {
      #expect(
        ReportPage.html(report, contactSheet: thumbnails())
          == ReportPage.html(report, contactSheet: thumbnails()))
    }
  }

  @Test func theFirstScreenSaysGoOnWithItsReason() throws {
    let page = try MarkupChecker(ReportPage.html(SampleReport.full(), contactSheet: []))
    #expect(page.text.contains("Go on labelling"))
    #expect(page.text.contains("Macro-F1 is 0.531 and 0.900 is asked for."))
    #expect(page.text.contains("6 classes are below 0.800"))
    #expect(page.text.contains("40.9\u{A0}%"))
    #expect(page.text.contains("USD\u{A0}600.00"))
  }

  @Test func theFirstScreenSaysStopWithItsReason() throws {
    var report = SampleReport.full()
    report.stop.stop = true
    report.stop.criteria[0].met = true
    report.stop.criteria[1].met = true
    #expect(ReportPage.html(report, contactSheet: []).contains("Stop: the goal is reached"))
    report.stop.criteria[0].met = false
    report.stop.criteria[1].met = false
    report.stop.criteria[3].met = true
    let spent = ReportPage.html(report, contactSheet: [])
    #expect(spent.contains("Stop: the budget is spent"))
    #expect(spent.contains("what is left does not pay for another batch"))
    report.stop.criteria[2].met = true
    #expect(ReportPage.html(report, contactSheet: []).contains("Stop: more labels bring no gain"))
  }

  /// The text of a page that holds the sample report, changed.
  private func text(_ change: (inout QualityReport) -> Void) -> String {
    var report = SampleReport.full()
    change(&report)
    return ReportPage.html(report, contactSheet: []).replacing(/<[^>]*>/, with: "").replacing("\u{A0}", with: " ")
  }

  @Test func aPlateauIsABoundOnTheGainOrAReason() {
    let output = text { _ in }
    #expect(
      output.contains("at most +0.071 with 95 % confidence: iteration 4 against 1 on the same 2,900 holdout images"))
    #expect(output.contains("in 58 groups; stops once that is under 0.005") && output.contains("no plateau"))
    let reasons: [(StopCriterionSection.Unknown, String)] = [
      (.tooEarly, "over 3 iterations: too early"),
      (.noPredictions, "the predictions of iteration 2 are not there any more"),
      (.otherClasses, "iteration 2 had other classes"),
      (.noImages, "no holdout image was predicted in both iterations"),
      (.oneGroup, "all holdout images are of one group"),
    ]
    for (reason, words) in reasons {
      let output = text { report in
        report.stop.criteria[2].found = nil
        report.stop.criteria[2].comparison = nil
        (report.stop.criteria[2].unknown, report.stop.criteria[2].unknownIteration) = (reason, 2)
      }
      #expect(output.contains(words) && output.contains("cannot be determined"), "\(reason)")
      #expect(!output.contains("with 95 % confidence: iteration"))
    }
    // A report of a build that knew no bound.
    let former = text { $0.stop.criteria[2].comparison = nil }
    #expect(former.contains("over 3 iterations; stops under 0.005"))
  }

  @Test func theModelIsShownAsInProductionWhereRatesAreDeclared() {
    let output = text { _ in }
    #expect(
      output.contains("Macro-F1 0.448 (0.391 to 0.502), rare-class F1 0.213")
        || output.contains("Macro-F1 0.448 (0.391"))
    #expect(
      output.contains("As in production")
        && output.contains("The holdout has no image of pinhole, so the mix is without it."))
    let without = text { $0.model?.production = nil }
    #expect(!without.contains("As in production"))
  }

  @Test func estimatesSayHowTheyComeOutDrawByDraw() {
    let neither = text { _ in }
    #expect(!neither.contains("LURE"))
    let same = text { $0.estimates?.accuracy?.levelled = 0.861 }
    #expect(same.contains("they come out the same, as they must where all were as likely"))
    let refused = text { report in
      report.estimates?.levelledRefusal = .unanswered
      report.estimates?.levelledRefusedImages = 8
    }
    #expect(refused.contains("of the 8 draws some came to no label, and no draw can be left out"))
    let strata = text { $0.estimates?.levelledRefusal = .unknownProbability }
    #expect(strata.contains("the order in which images of different strata"))
  }

  @Test func anAnnotatorBelowTheLineIsNamedFirst() throws {
    let page = try MarkupChecker(ReportPage.html(SampleReport.full(), contactSheet: []))
    let text = page.text
    let attention = try #require(text.range(of: "Needs attention"))
    let learning = try #require(text.range(of: "Learning curve"))
    let between = text[attention.upperBound..<learning.lowerBound]
    let ben = try #require(between.range(of: "ben"))
    let chi = try #require(between.range(of: "chi"))
    #expect(ben.lowerBound < chi.lowerBound)
    #expect(!between.contains("ana"))
    #expect(text.contains("below the line"))
  }

  @Test func whatStagesNotedNeedsAttention() throws {
    var report = QualityReport(pipeline: "p", iteration: 1, classes: [])
    #expect(!ReportPage.html(report, contactSheet: []).contains("Needs attention"))
    #expect(try !String(decoding: report.json(), as: UTF8.self).contains("notes"))
    report.notes = [
      NoteSection(stage: "cluster", text: "0 of 3,635 images are below 0.2; the batch is the next in rank"),
      NoteSection(stage: "embed", text: "<b> of 2 & more"),
    ]
    let page = ReportPage.html(report, contactSheet: [])
    _ = try MarkupChecker(page)
    let attention = try #require(page.range(of: "Needs attention"))
    let note = try #require(
      page.range(of: "<b>cluster</b>: 0 of 3,635 images are below 0.2; the batch is the next in rank."))
    #expect(attention.upperBound <= note.lowerBound)
    #expect(page.contains("<b>embed</b>: &lt;b&gt; of 2 &amp; more."))
    #expect(try QualityReport.read(json: report.json()) == report)
  }

  @Test func anEmptyReportSaysWhyInEverySection() throws {
    let page = try MarkupChecker(
      ReportPage.html(QualityReport(pipeline: "p", iteration: 0, classes: []), contactSheet: []))
    for line in [
      "No condition for stopping is declared", "No label of the first batch has come back yet.",
      "No model has been measured on a holdout yet", "There is no model, or no monitoring holdout",
      "Nothing is predicted or labelled yet.", "No annotators are declared.", "There are no labels yet.",
      "Nothing has been spent yet.", "No batch has been selected",
    ] {
      #expect(page.text.contains(line), "\(line)")
    }
  }

  @Test func missingProductionRatesAreReported() {
    let html = ReportPage.html(SampleReport.first(declared: false), contactSheet: [])
    #expect(html.contains("No production rates were declared"))
    #expect(
      !ReportPage.html(SampleReport.first(declared: true), contactSheet: []).contains("No production rates"))
  }

  @Test func everyChartHasATitleForThoseWhoDoNotSeeIt() throws {
    let page = try MarkupChecker(ReportPage.html(SampleReport.full(), contactSheet: thumbnails()))
    for (name, attributes) in page.elements where name == "svg" && attributes["class"] == "chart" {
      #expect(attributes["role"] == "img")
      #expect(attributes["aria-label"]?.isEmpty == false)
    }
    for (name, attributes) in page.elements where name == "img" {
      #expect(attributes["alt"]?.isEmpty == false)
    }
  }

  @Test func valuesThatAreNoNumbersAreDashes() throws {
    var report = SampleReport.full()
    report.model?.macroF1 = Estimate(.nan, low: -.infinity, high: .infinity)
    report.learningCurve[4].macroF1 = Estimate(.nan)
    report.learningCurve[4].batchDefectShare = .infinity
    report.cost.total = .nan
    report.cost.budget = 0
    report.annotators[0].rollingLine = [Double](repeating: .nan, count: 40)
    report.model?.confusion = [[1, 2], [3]]
    let html = ReportPage.html(report, contactSheet: [])
    let page = try MarkupChecker(html)
    #expect(!html.contains("\"nan") && !html.contains("inf%"))
    #expect(!page.text.contains("nan\n"))
    #expect(html.contains("The counts do not match the classes."))
  }

  @Test func manyClassesListTheirLargestConfusions() throws {
    let classes = (0..<40).map { "class \($0)" }
    var report = QualityReport(pipeline: "p", iteration: 1, classes: classes)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 40), count: 40)
    counts[3][5] = 9
    counts[7][1] = 4
    report.model = ModelSection(
      trainedOn: 10, holdoutImages: 13, macroF1: Estimate(0.1),
      perClass: classes.map { ClassQuality(name: $0, f1: nil, support: 0) }, confusion: counts)
    let page = try MarkupChecker(ReportPage.html(report, contactSheet: []))
    #expect(page.text.contains("the most frequent confusions of 40 classes"))
    #expect(!page.elements.contains { $0.attributes["class"] == "heat" })
  }

  @Test func picturesAreEmbeddedAndWhatIsNoPNGIsNot() throws {
    let page = try MarkupChecker(ReportPage.html(SampleReport.full(), contactSheet: thumbnails()))
    let images = page.elements.filter { $0.name == "img" }
    #expect(images.map { $0.attributes["src"] } == ["data:image/png;base64,iVBORw0KGgoB"])
    #expect(page.text.contains("no picture"))
  }
}
