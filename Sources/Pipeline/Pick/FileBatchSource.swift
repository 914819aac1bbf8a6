import Columnar
import Draws
import Labelling
import Selection
import Stages
import Texts

/// What a batch is composed from where everything is in a few files: of other images than the candidates the rows alone are
/// read that are looked at.
final class FileBatchSource: BatchSource {
  private let files: PickFiles
  private let pass: PickPass
  private let found: PickCandidates
  private let draws: FilePick.Draws
  private let threads: Int
  /// How many candidates there are.
  let candidates: Int
  /// What is known of each numbered image; the candidates come first.
  private(set) var known: CandidateStore.Known
  private var scores: [Double?]
  /// The numbers of images by row, made once there are others than the candidates.
  private var numbers: [Int: Int]?
  private var groupNumbers: [ExactText: Int] = [:]

  /// Begins with the candidates.
  init(_ files: PickFiles, _ pass: PickPass, _ candidates: PickCandidates, draws: FilePick.Draws, threads: Int) {
    self.files = files
    self.pass = pass
    found = candidates
    self.draws = draws
    self.threads = threads
    self.candidates = candidates.known.scores.count
    known = candidates.known
    scores = candidates.scores
  }

  /// The id of a numbered image.
  func id(_ image: Int) -> String { known.ids[image] }

  /// The final score of a numbered image; nil for a draw, and for what is no candidate where these are put in a new order.
  func score(_ image: Int) -> Double? { scores[image] }

  /// The production run of a numbered image.
  func group(_ image: Int) -> String? { files.groups?.name(of: id(image)) }

  func keys(_ images: [Int]) -> [UInt64] { images.map { draws.cluster.key(known.ids.utf8($0)) } }

  func scores(_ images: [Int]) -> [Double] { images.map { scores[$0] ?? .nan } }

  func predicted(_ images: [Int]) -> [Int] { images.map { Int(known.predicted[$0]) } }

  func groups(_ images: [Int]) -> [Int?] {
    images.map { image in
      guard let name = group(image).map(ExactText.init) else { return nil }
      let number = groupNumbers[name] ?? groupNumbers.count
      groupNumbers[name] = number
      return number
    }
  }

  func vectors(_ images: [Int]) throws -> (values: [Float], dimensions: Int) {
    guard let vectors = files.vectors else { throw PickError.noEmbedding(image: images.first.map { id($0) } ?? "") }
    return (try vectors.vectors(of: known.ids.gather(images)), vectors.dimensions)
  }

  func probabilities(_ images: [Int]) throws -> (values: [Float], classes: Int) {
    (try files.images(rows: images.map { known.rows[$0] }).probabilities, files.scorer.classes)
  }

  func labelled() throws -> [Float] {
    try files.labelled.flatMap { try files.vectors?.vectors(ofThoseKnown: $0.ids) } ?? []
  }

  func unqueried() -> [(class: Int, images: [Int])] { [] }

  func rare(_ count: Int) -> [(class: Int, images: [Int])] { [] }

  // Files alone do not say what a model was trained on: nothing asks for these.
  func nearCuts(_ count: Int) -> [(class: Int, images: [Int])] { [] }

  func mostProbable(_ count: Int) -> [(class: Int, images: [Int])] { [] }

  func sample(_ count: Int) throws -> [Int] {
    try number(drawn(BatchSample.size(count), draw: draws.sample, besides: []).rows)
  }

  func random(_ count: Int, besides picked: [Int]) throws -> (images: [Int], of: Int) {
    let (rows, total) = try drawn(count, draw: draws.random, besides: picked)
    return (try number(rows), total)
  }

  func following(_ count: Int) throws -> [Int] {
    try number(pass.following(count, files, threads: threads))
  }

  private func drawn(_ count: Int, draw: Draw, besides picked: [Int]) throws -> (rows: [Int], of: Int) {
    guard let blocks = try files.idBlocks() else { return ([], 0) }
    let taken = IDIndex(known.ids.gather(picked))
    return try PoolDraw(blocks, draw: draw, threads: threads).rows(count) { [files] ids in
      let open = files.open(ids)
      guard taken.count > 0 else { return open }
      let places = taken.places(of: ids)
      return (open ?? Array(0..<ids.count)).filter { places[$0] < 0 }
    }
  }

  /// Gives images numbers, in the order of their rows' list.
  private func number(_ rows: [Int]) throws -> [Int] {
    var known =
      numbers
      ?? Dictionary(
        self.known.rows.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    numbers = nil
    let new = Set(rows.filter { known[$0] == nil }).sorted()
    if !new.isEmpty {
      let images = try files.images(rows: new)
      let (values, measures) = try files.scorer.scores(images)
      let acquisition = files.scorer.acquisition
      scores += values.map { acquisition.reorders || acquisition.measure == .random ? nil : $0 }
      self.known.append(
        CandidateStore.Known(
          ids: images.ids, rows: new, scores: values,
          predicted: measures?.predicted ?? Array(repeating: 0, count: new.count),
          probabilities: measures?.highest ?? Array(repeating: 0, count: new.count)))
      for row in new { known[row] = known.count }
    }
    numbers = known
    return rows.compactMap { known[$0] }
  }
}
