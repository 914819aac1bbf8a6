import Spec
import Testing

struct DefaultsTests {
  @Test func fillsInEverything() throws {
    let spec = try Specs.read(Specs.short).spec
    #expect(spec.randomSeed == 0)
    #expect(spec.negativeClass == nil)
    #expect(spec.rareClasses == [])
    #expect(spec.productionRates == [])
    #expect(spec.pool.metadata == nil)
    #expect(spec.pool.brokenShare == 0.01)
    #expect(spec.pool.megapixelLimit == 100)
    #expect(spec.pool.pixelLimit == 100_000_000)
    #expect(spec.holdout.monitoring == nil)
    #expect(spec.holdout.acceptance == nil)
    #expect(spec.calibration == nil)
    #expect(spec.budget.total == nil)
    #expect(spec.budget.pricePerVote == 0)
    #expect(spec.budget.pricePerGPUHour == 0)
    #expect(spec.budget.currency == "USD")
    let seed = spec.stages.seed
    #expect(seed.size == 200 && seed.method == .random && seed.by == nil && seed.oversample == [])
    let embed = spec.stages.embed[0]
    #expect(embed.hook.run == ["winnow", "hook", "patch-embed"])
    #expect(embed.hook.files == [] && embed.hook.timeout == 3_600 && embed.hook.environment == [])
    #expect(
      embed.dimensions == 512 && embed.fit && embed.inputSize == 96 && !embed.colour && embed.filters == 128)
    let train = spec.stages.train
    #expect(train.hook.run == ["winnow", "hook", "linear-probe"])
    #expect(train.regularization == 1 && train.balanced && train.parameters == "{}")
    let score = spec.stages.score
    #expect(score.measure == .margin && score.below == nil && score.above == nil)
    #expect(score.reduce == nil && score.expected == nil && score.costs == [] && score.uncertainty == nil)
    #expect(score.weight == nil && score.density == nil && score.topProbability == nil && train.committee == 0)
    #expect(score.tiebreak == .entropy && score.probabilities == .tempered)
    let cluster = spec.stages.cluster
    #expect(cluster.method == .kmeans && cluster.batch == 100 && cluster.candidates == 4)
    #expect(cluster.shares.random == 0.05 && cluster.shares.diverse == 0)
    #expect(cluster.shares.rare == 0 && cluster.shares.review == 0)
    #expect(cluster.whenShort.rules == [.random, .uncertain, .uncertain, .uncertain])
    #expect(cluster.parameters == MethodParameters(.kmeans) && cluster.parameters.iterations == 25)
    #expect(cluster.nearDuplicates == nil && cluster.perGroup == nil && cluster.balance == nil)
    #expect(cluster.everyClassWithin == nil && cluster.shadow.isEmpty)
    #expect(spec.stages.export.to == .labelStudio)
    #expect(spec.stages.export.imagePrefix == "/data/local-files/?d=")
    #expect(spec.stages.export.calibrationPerSession == 0)
    #expect(spec.stages.ingest.consensus == .majority)
    #expect(spec.stages.ingest.weightFloor == 0.3)
    #expect(spec.stages.report.contactSheet == 150)
    let stop = spec.stages.report.stopWhen
    #expect(stop.macroF1 == nil && stop.classF1Floor == nil && stop.plateau == nil)
    #expect(stop.agreement == nil && stop.classificationChange == nil && stop.uncertainty == nil)
  }

  @Test func fourLinesAreASpec() throws {
    let loaded = try Specs.read("name: t\nclasses: [a, b]\npool: {root: pool}\nannotators: [ana, ben]\n")
    let spec = loaded.spec
    #expect(spec.version == 1 && spec.data == "../data/t" && spec.pool.images == [])
    #expect(spec.annotators.map(\.id) == ["ana", "ben"] && spec.annotators.map(\.labelStudio) == [[], []])
    #expect(spec.annotators.allSatisfy { !$0.senior && $0.pricePerVote == 0 })
    #expect(spec.stages.export.annotatorsPerImage == 2 && spec.budget.pricePerVote == 0)
    #expect(loaded.positions["annotators[ben]"]?.column == 19)
    #expect(try Specs.read(loaded.resolvedYAML).spec == spec)
    // One person is asked once about an image.
    let alone = try Specs.read("name: t\nclasses: [a, b]\npool: {root: pool}\nannotators: [ana]\n").spec
    #expect(alone.stages.export.annotatorsPerImage == 1)
  }

  @Test func aPersonMayStandByIDAloneOrWithMore() throws {
    let text = Specs.short.replacing("[{id: ana}]", with: "[ben, {id: ana, senior: true}, chi]")
    let spec = try Specs.read(text + "budget: {price_per_vote: 0.5}\n").spec
    #expect(
      spec.annotators.map(\.id) == ["ben", "ana", "chi"] && spec.annotators.map(\.senior) == [false, true, false])
    #expect(spec.annotators.map(\.pricePerVote) == [0.5, 0.5, 0.5])
    let wrong = Specs.mistakes(Specs.short.replacing("[{id: ana}]", with: "[ana, a/b, [c], ana]"))
    #expect(wrong.map(\.position.column) == [19, 24, 29])
  }

  @Test func aNameThatIsNoFolderNeedsADataDirectory() throws {
    let text = "name: a/b\nclasses: [a, b]\npool: {root: pool}\nannotators: [ana]\n"
    #expect(Specs.mistakes(text).map(\.message) == ["the key 'data' is missing"])
    #expect(try Specs.read(text + "data: d\n").spec.data == "d")
  }

  @Test func metadataMayLieBesideTheSpec() throws {
    func pool(_ metadata: String) throws -> PoolSpec {
      try Specs.read(Specs.short.replacing("root: pictures", with: "root: pictures, metadata: \(metadata)")).spec.pool
    }
    #expect(try pool("./m.csv").hasMetadataBesideSpec && pool("../m.csv").hasMetadataBesideSpec)
    #expect(try !pool("a/m.csv").hasMetadataBesideSpec)
    #expect(throws: SpecErrors.self) { try pool("/m.csv") }
    #expect(throws: SpecErrors.self) { try pool("a/../../m.csv") }
  }

  @Test(arguments: ["4X", "4 x", "x4", "4 times"]) func aMultipleIsSuggestedAsItIsWritten(_ text: String) throws {
    let mistakes = Specs.mistakes(Specs.short + "stages: {cluster: {candidates: \(text)}}\n")
    #expect(mistakes.map(\.suggestion) == ["4x"])
  }

  @Test func calibrationBringsItsOwn() throws {
    let spec = try Specs.short("calibration: {labels: c.csv}")
    #expect(spec.calibration?.labels == "c.csv")
    #expect(spec.calibration?.rolling == 100)
    #expect(spec.calibration?.agreement == 0.85)
    #expect(spec.stages.export.calibrationPerSession == 20)
  }

  @Test func csvNeedsNoPrefix() throws {
    #expect(try Specs.short("stages: {export: {to: csv}}").stages.export.imagePrefix == "")
  }

  @Test func rareIsWhatIsBelowHalfAPercent() throws {
    let text = Specs.short.replacing("[good, bad]", with: "[a, b, c, d, n]")
    let rates = "negative_class: n\nproduction_rates: {n: 0.001, d: 0.0049, c: 0.005, b: 0.001}\n"
    let spec = try Specs.read(text + rates).spec
    #expect(spec.rareClasses == ["b", "d"])
    #expect(spec.productionRates.map(\.name) == ["b", "c", "d", "n"])
    #expect(try Specs.read(text + rates + "rare_classes: []\n").spec.rareClasses == [])
  }

  @Test func votesCostWhatTheBudgetSays() throws {
    #expect(try Specs.short("budget: {price_per_vote: 0.5}").annotators.map(\.pricePerVote) == [0.5])
  }

  @Test func aMeasureBringsItsParameters() throws {
    func score(_ text: String) throws -> ScoreSpec {
      try Specs.short("stages: {train: {committee: 2}, score: {\(text)}}").stages.score
    }
    #expect(try score("measure: consensus_kl").reduce == .mean)
    #expect(try score("measure: gradient_norm").expected == false)
    let combined = try score("measure: combined, density: {}")
    #expect(combined.uncertainty == .margin && combined.weight == 0.5 && combined.base == .margin)
    #expect(combined.density?.beta == 1 && combined.density?.sample == 50_000)
    #expect(try score("measure: expected_error_reduction").uncertainty == .margin)
    #expect(try score("measure: bald").uncertainty == nil)
  }

  @Test func aStratumMakesTheSeedStratified() throws {
    #expect(try Specs.short("stages: {seed: {by: group}}").stages.seed.method == .stratified)
  }

  @Test func foreignEmbeddersAreNotFitted() throws {
    #expect(try Specs.short("stages: {embed: {run: [clip]}}").stages.embed[0].fit == false)
    #expect(try Specs.short("stages: {embed: {run: [clip], fit: true}}").stages.embed[0].fit == true)
    #expect(
      try Specs.short("stages: {embed: {run: [winnow, hook, patch-embed, -v]}}").stages.embed[0].fit == true)
  }

  @Test func theNetworkSeesLargerPicturesInColour() throws {
    let embed = try Specs.short("stages: {embed: {run: [winnow, hook, convnet-embed]}}").stages.embed[0]
    #expect(embed.builtIn == .network && embed.isBuiltIn)
    #expect(embed.fit && embed.inputSize == 128 && embed.colour && embed.dimensions == 512)
    let grey = try Specs.short("stages: {embed: {run: [winnow, hook, convnet-embed], colour: false, input_size: 64}}")
    #expect(!grey.stages.embed[0].colour && grey.stages.embed[0].inputSize == 64)
    #expect(try Specs.short("stages: {embed: {run: [clip]}}").stages.embed[0].builtIn == nil)
  }

  @Test func severalEmbeddersStandSideBySide() throws {
    let embed = try Specs.short(
      "stages: {embed: [{filters: 4}, {run: [winnow, hook, convnet-embed]}, {run: [clip], dimensions: 7}]}"
    ).stages.embed
    #expect(embed.map(\.builtIn) == [.patches, .network, nil] && embed.map(\.fit) == [true, true, false])
    #expect(embed.dimensions == 32 + 512 + 7 && embed.isBuiltIn && !embed.arePatchesAlone)
    #expect(embed.keyPath(1) == "stages.embed[1]")
    // A list of one is that one.
    let one = try Specs.short("stages: {embed: [{filters: 4}]}")
    #expect(try one == Specs.short("stages: {embed: {filters: 4}}"))
    #expect(one.stages.embed.keyPath(0) == "stages.embed")
  }

  @Test func tilesDoubleTheFeatures() throws {
    let tiled = try Specs.short("stages: {embed: {filters: 4, tiles: {size: 200}}}").stages.embed[0]
    #expect(tiled.tiles?.size == 200 && tiled.tiles?.overlap == 0.25 && tiled.dimensions == 64)
  }

  @Test func fewFiltersGiveFewDimensions() throws {
    #expect(try Specs.short("stages: {embed: {filters: 16}}").stages.embed[0].dimensions == 128)
    #expect(try Specs.short("stages: {embed: {filters: 16, run: [clip]}}").stages.embed[0].dimensions == 512)
  }

  @Test func escalatesOnlyToASenior() throws {
    let alone = try Specs.read(Specs.short).spec
    #expect(alone.stages.ingest.tiebreak == .none)
    #expect(alone.stages.ingest.escalate == [])
    #expect(alone.stages.export.annotatorsPerImage == 1)
    let two = Specs.short.replacing("[{id: ana}]", with: "[{id: ana, senior: true}, {id: ben}]")
    let led = try Specs.read(two).spec
    #expect(led.stages.ingest.tiebreak == .senior)
    #expect(led.stages.ingest.escalate == [.disagreement, .lowConfidence])
    #expect(led.stages.export.annotatorsPerImage == 2)
  }
}
