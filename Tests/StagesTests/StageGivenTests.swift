import Engine
import Foundation
import Spec
import Stages
import Testing

/// What each stage is given of the spec, and that all of it, and nothing else, is in its key.
@Suite struct StageGivenTests {
  /// What a stage sees and has not by value in its key: places, whose content enters; how a program is run; words of errors;
  /// and the rule of votes where equal pictures were labelled apart, which enters only there.
  private static let seen: [String: Set<String>] = [
    "pool": ["pool.root", "pool.table"], "seed": ["pool.root", "pool.table"],
    "embed": ["pool.root", "pool.table", "stages.embed.timeout_s", "stages.embed.environment"],
    "train": [
      "stages.train.timeout_s", "stages.train.environment", "annotators.id", "annotators.senior",
      "stages.ingest.tiebreak", "stages.ingest.weight_floor", "stages.ingest.single_weight", "stages.ingest.consensus",
      "stages.ingest.certainty",
      "annotators.label_studio", "annotators.argilla", "annotators.prodigy",
    ], "score": ["stages.train.run"],
    "export": [
      "budget.currency", "stages.export.guidelines",
      // They enter where somebody is tried or reinstated, and where tasks are routed.
      "calibration.recalibration", "calibration.qualification", "annotators.reinstated", "annotators.capacity",
    ],
    "ingest": ["stages.export.to"],
    "report": [
      "data", "annotators.label_studio", "annotators.argilla", "annotators.prodigy", "stages.export.guidelines",
      "stages.export.server.url", "stages.export.server.token_variable", "stages.export.server.token_file",
      "stages.export.server.plain_http", "pool.root", "pool.table", "holdout.monitoring", "holdout.acceptance",
      "calibration.labels",
    ],
  ]

  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    for file in ["embed.sh", "train.sh", "one.bin", "two.bin"] { try folder.write(Array(file.utf8), to: file) }
  }

  private func stages(_ spec: PipelineSpec) -> [(stage: any Stage, view: PipelineSpec)] {
    let setup = StageSetup(spec: spec, baseDirectory: folder.path)
    func view(_ parts: [SpecPart]) -> PipelineSpec { setup.given(parts).spec }
    return [
      (PoolStage(setup, threads: 1), view(PoolStage.parts)), (AmendStage(setup), view(AmendStage.parts)),
      (SeedStage(setup), view(SeedStage.parts)), (EmbedStage(setup), view(EmbedStage.parts(spec))),
      (TrainStage(setup), view(TrainStage.parts)), (ScoreStage(setup), view(ScoreStage.parts(spec))),
      (ClusterStage(setup), view(ClusterStage.parts(spec))),
      (ExportStage(setup, round: 1, first: false), view(ExportStage.parts)),
      (IngestStage(setup, round: 1), view(IngestStage.parts)),
      (ReportStage(setup, first: false), spec),
    ]
  }

  /// What of a key comes from the spec.
  private func key(_ stage: any Stage) throws -> [String] {
    try
      (stage.parameters.map { "\($0.name)=\($0.value)" }
      + stage.request(1).map { "request \($0.name)=\($0.value)" }
      + stage.hooks.flatMap { try $0.keyComponents() }.map { "\($0.name)=\($0.value)" }).sorted()
  }

  /// A field's path without the names of the entries of lists and tables.
  private static func plain(_ path: String) -> String {
    var depth = 0
    return path.filter { character in
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      return depth == 0 && character != "]"
    }
  }

  private static func changed(_ old: PipelineSpec, _ new: PipelineSpec) -> Set<String> {
    let (before, after) = (old.fields().map { "\($0.path)=\($0.value)" }, new.fields().map { "\($0.path)=\($0.value)" })
    guard before != after else { return [] }
    let different = Set(before).symmetricDifference(after)
    // Only the order of entries differs: that of the first that is elsewhere.
    let moved = zip(old.fields(), new.fields()).filter { $0.path != $1.path }.map(\.0.path)
    return Set(
      (different.isEmpty ? moved : different.map { String($0.prefix { $0 != "=" }) }).map(plain))
  }

  private static func expected(_ fields: Set<String>, _ old: PipelineSpec, _ new: PipelineSpec) -> Set<String> {
    var stages: Set<String> = []
    // What says where something is enters by what lies there.
    let report = old.fields(locations: false).map { "\($0.path)=\($0.value)" }
    let isReported = report != new.fields(locations: false).map { "\($0.path)=\($0.value)" }
    for field in fields {
      guard let declared = PipelineSpec.stages(keyedBy: field) else {
        Issue.record("\(field) is not declared")
        continue
      }
      stages.formUnion(declared.map(\.rawValue))
    }
    if isReported { stages.insert("report") }
    for (field, given) in exceptions(old, new) where fields.contains(field) { given(&stages) }
    return stages
  }

  /// What depends on more than the one field.
  private static func exceptions(
    _ old: PipelineSpec, _ new: PipelineSpec
  ) -> [(field: String, change: (inout Set<String>) -> Void)] {
    let (score, cluster, embed, train) = (
      old.stages.score, old.stages.cluster, old.stages.embed, old.stages.train
    )
    return [
      // The content is an input, which is not looked at here.
      ("pool.root", { $0.remove("pool") }), ("pool.table", { $0.remove("pool") }),
      ("stages.export.guidelines", { $0.remove("export") }),
      // Only to fit.
      ("random_seed", { if !embed.contains(where: \.fit) { $0.remove("embed") } }),
      // A decoder of one's own has its own limit.
      ("pool.megapixel_limit", { if !embed.isBuiltIn { $0.remove("embed") } }),
      ("negative_class", { if cluster.balance?.by != .quota { $0.remove("cluster") } }),
      ("rare_classes", { if cluster.shares.rare == 0 { $0.remove("cluster") } }),
      ("stages.train.regularization", { if score.measure != .expectedErrorReduction { $0.remove("score") } }),
      ("stages.train.balanced", { if score.measure != .expectedErrorReduction { $0.remove("score") } }),
      ("stages.train.run", { if train.isLinearProbe == new.stages.train.isLinearProbe { $0.remove("score") } }),
      (
        "stages.embed.run",
        { if embed.isBuiltIn == new.stages.embed.isBuiltIn { $0.subtract(["pool", "seed"]) } }
      ),
      (
        "stages.cluster.method",
        { if (cluster.method == .random) == (new.stages.cluster.method == .random) { $0.remove("score") } }
      ),
      // From none to one; which table it is enters by its content.
      ("pool.table", { if (old.pool.table == nil) == (new.pool.table == nil) { $0.remove("seed") } }),
    ]
  }

  @Test func aFieldChangesTheKeysOfThoseStagesThatAreGivenIt() throws {
    var bases: [String: [(key: [String], view: PipelineSpec)]] = [:]
    for edit in SpecEdits.all {
      let text = edit.base.replacing(edit.old, with: edit.new, maxReplacements: 1)
      #expect(text != edit.base, "\(edit.old)")
      let (old, new) = (try SpecEdits.read(edit.base), try SpecEdits.read(text))
      let fields = Self.changed(old, new)
      let note = Comment(rawValue: "\(edit.old) → \(edit.new): \(fields.sorted())")
      #expect(!fields.isEmpty, note)
      let expected = Self.expected(fields, old, new)
      let before = try bases[edit.base] ?? stages(old).map { (try key($0.stage), $0.view) }
      bases[edit.base] = before
      for (before, (after, newView)) in zip(before, stages(new)) {
        let isChanged = try before.key != key(after)
        #expect(isChanged == expected.contains(after.kind), "\(after.kind): \(note)")
        // What is seen is in the key, or is one of the things that need not be.
        if !isChanged, before.view != newView {
          #expect(!fields.isDisjoint(with: Self.seen[after.kind] ?? []), "\(after.kind) sees it: \(note)")
        }
        if isChanged { #expect(before.view != newView, "\(after.kind): \(note)") }
      }
    }
  }

  @Test func everyFieldOfTheSpecIsChangedByAnEdit() throws {
    var fields: Set<String> = []
    for base in SpecEdits.bases {
      for field in try SpecEdits.read(base).fields() where field.value != "null" {
        fields.insert(Self.plain(field.path))
      }
    }
    var changed: Set<String> = []
    for edit in SpecEdits.all {
      let text = edit.base.replacing(edit.old, with: edit.new, maxReplacements: 1)
      changed.formUnion(Self.changed(try SpecEdits.read(edit.base), try SpecEdits.read(text)))
    }
    // There is no supplier of label errors.
    #expect(fields.subtracting(changed).sorted() == ["stages.cluster.shares.review", "winnow"])
  }

  @Test func aStageThatIsGivenNothingSeesNothing() throws {
    let views = try SpecEdits.bases.map { StageSetup(spec: try SpecEdits.read($0), baseDirectory: "/").given([]).spec }
    let first = try #require(views.first)
    #expect(first.classes.isEmpty && first.name.isEmpty)
    #expect(first == PipelineSpec())
    #expect(views.allSatisfy { $0 == first })
  }
}
