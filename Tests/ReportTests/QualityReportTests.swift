import Report
import Testing

struct QualityReportTests {
  private func text(_ report: QualityReport) throws -> String {
    String(decoding: try report.json(), as: UTF8.self)
  }

  private func changed(_ report: QualityReport, _ old: String, _ new: String) throws -> [UInt8] {
    let text = try text(report)
    let parts = text.split(separator: old, omittingEmptySubsequences: false)
    try #require(parts.count == 2)
    return Array((parts[0] + new + parts[1]).utf8)
  }

  @Test func comesBackAsItWas() throws {
    for report in [
      SampleReport.full(), SampleReport.first(declared: true), SampleReport.first(declared: false),
      QualityReport(pipeline: "leer", iteration: 0, classes: []),
    ] {
      let bytes = try report.json()
      let again = try QualityReport.read(json: bytes)
      #expect(again == report)
      #expect(try again.json() == bytes)
    }
  }

  @Test func theBytesAreThese() throws {
    var report = QualityReport(pipeline: "a \"b\"\\\n\u{1}é", iteration: 2, classes: ["ok", "bad"])
    report.learningCurve = [
      CurvePoint(
        iteration: 2, trainedOn: 300, labels: 450, macroF1: Estimate(0.1, low: 1e-7, high: 1),
        classF1: [nil, 0.30000000000000004], cost: 40)
    ]
    report.rejected = [CountSection(name: "empty", count: 1)]
    report.stop.criteria = [
      StopCriterionSection(kind: .plateau, asked: 0.005, found: -0.0, met: false, classes: ["ok"], rounds: 3)
    ]
    #expect(
      try text(report) == #"""
        {
          "annotators": [],
          "class_balance": [],
          "classes": ["ok", "bad"],
          "cost": {
            "currency": "USD",
            "gpu": 0,
            "gpu_hours": 0,
            "iteration": [],
            "iteration_total": 0,
            "so_far": [],
            "total": 0
          },
          "disagreement": [],
          "iteration": 2,
          "labels": {
            "decided_by": [],
            "total": 0
          },
          "learning_curve": [
            {
              "class_f1": [null, 0.30000000000000004],
              "cost": 40,
              "iteration": 2,
              "labels": 450,
              "macro_f1": {
                "high": 1,
                "low": 1e-07,
                "value": 0.1
              },
              "trained_on": 300
            }
          ],
          "pairs": [],
          "pipeline": "a \"b\"\\\n\u0001é",
          "rare_classes": [],
          "rejected": [
            {
              "count": 1,
              "name": "empty"
            }
          ],
          "stop": {
            "criteria": [
              {
                "asked": 0.005,
                "classes": ["ok"],
                "found": 0,
                "kind": "plateau",
                "met": false,
                "rounds": 3
              }
            ],
            "stop": false
          },
          "version": 5
        }

        """#)
  }

  @Test func aNumberThatJSONLacksIsRefusedByItsPlace() {
    var report = SampleReport.full()
    report.learningCurve[2].macroF1?.low = .nan
    #expect(throws: ReportError.notFinite(at: "learning_curve.2.macro_f1.low")) { try report.json() }
    report = SampleReport.full()
    report.cost.total = .infinity
    #expect(throws: ReportError.notFinite(at: "cost.total")) { try report.json() }
  }

  @Test func whatIsNotAReportIsRefused() {
    for text in ["", "{", "[]", "null", "{}", "{\"version\": \"one\"}", "{\"version\": 1}", "\u{FFFD}"] {
      #expect(throws: ReportError.self) { try QualityReport.read(json: Array(text.utf8)) }
    }
    #expect(throws: ReportError.self) { try QualityReport.read(json: [0xFF, 0xFE, 0x00]) }
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: ReportError.self) { try QualityReport.read(json: deep) }
  }

  @Test func aWrongTypeIsNamedByItsPlace() throws {
    let bytes = try changed(SampleReport.full(), "\"holdout_images\": 2900", "\"holdout_images\": \"many\"")
    #expect(throws: ReportError.unreadable(at: "model.holdoutImages", problem: "expected Int")) {
      try QualityReport.read(json: bytes)
    }
  }

  @Test func numbersThatWouldOverflowAreRefused() throws {
    let bytes = try changed(
      SampleReport.full(), "\"holdout_images\": 2900", "\"holdout_images\": 9223372036854775807")
    #expect(
      throws: ReportError.unreadable(at: "model.holdout_images", problem: "a whole number that is too large")
    ) {
      try QualityReport.read(json: bytes)
    }
  }

  @Test func aLaterVersionSaysSo() throws {
    let bytes = try changed(
      QualityReport(pipeline: "p", iteration: 0, classes: []), "\"version\": 5", "\"version\": 6")
    #expect(throws: ReportError.newerVersion(found: 6, known: 5)) { try QualityReport.read(json: bytes) }
  }

  @Test func unknownKeysArePassedOver() throws {
    let report = QualityReport(pipeline: "p", iteration: 0, classes: [])
    let bytes = try changed(report, "\"version\": 5", "\"version\": 5,\n  \"later\": {\"x\": [1]}")
    #expect(try QualityReport.read(json: bytes) == report)
  }

  @Test func weightsAreCountedInTenBins() throws {
    let weights = try #require(WeightsSection(weights: [1, 1, 0.95, 0.3, 0.34, 0, 7, .nan], floor: 0.3))
    #expect(weights.bins == [2, 0, 0, 2, 0, 0, 0, 0, 0, 4])
    #expect(weights.full == 3)
    #expect(WeightsSection(weights: [], floor: 0.3) == nil)
  }
}
