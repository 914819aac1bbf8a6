import Draws

/// Composes a batch: share by share, within the caps, and with a note of what became of every image looked at.
///
/// The shares are filled in the order of `Share`: images of classes not asked about for too long, rare ones, the uncertain
/// ones by the batch's method, diverse ones, and last the random ones, out of all images that are left: caps do not hold for
/// them, so that each has the probability n / N of n drawn from N. All others are deterministic. Where near-duplicates and
/// production runs leave the uncertain share too few candidates, it takes the next in rank behind them. What a share cannot
/// find goes where `ShortageRules` says.
///
/// One composition serves the stage, `winnow pick`, shadow strategies and sweeps. It holds the vectors of the images that
/// a share chooses among, once, and nothing of the pool.
package struct BatchComposition<Source: BatchSource> {
  let batch: Batch
  let source: Source
  let draw: Draw
  let threads: Int
  var record: BatchRecord
  var accounts: [Share: ShareAccount] = [:]
  var quotas: [ClassQuota] = []
  var uncovered: [Int] = []
  /// How many images of each production run are in the batch.
  var groupCounts: [Int: Int] = [:]
  /// The labelled images' vectors, once they have been asked for.
  var labelled: [Float]?
  private var drawnFrom: Int?
  /// Images taken for the classes' equal parts.
  private var byQuota = 0

  /// Composes a batch.
  ///
  /// - Parameters:
  ///   - batch: What is wanted.
  ///   - source: What it is composed from.
  ///   - draw: What else is drawn, such as the start of a clustering.
  ///   - threads: How many threads to use; the batch does not depend on it.
  ///   - last: The last share that is filled: `uncertain` leaves out what does not depend on the method.
  /// - Returns: The batch.
  /// - Throws: `BatchError.short` where a share that may not be short is, `SelectionError`, and what `source` throws.
  package static func compose(
    _ batch: Batch, from source: Source, draw: Draw, threads: Int, through last: Share = .random
  ) throws -> BatchOutcome {
    var composition = Self(
      batch: batch, source: source, draw: draw, threads: threads, record: BatchRecord(candidates: source.candidates))
    return try composition.run(through: last)
  }

  private init(batch: Batch, source: Source, draw: Draw, threads: Int, record: BatchRecord) {
    self.batch = batch
    self.source = source
    self.draw = draw
    self.threads = threads
    self.record = record
  }

  private mutating func run(through last: Share) throws -> BatchOutcome {
    for share in Share.allCases { accounts[share] = ShareAccount(share: share, asked: batch.counts[share] ?? 0) }
    var open = batch.counts
    try fillCoverage(&open)
    try fillRare(&open)
    try settle(.review, missing: open[.review] ?? 0, &open)
    try fillUncertain(&open)
    if last == .uncertain { return outcome() }
    try fillDiverse(&open)
    try fillUncertain(&open)
    if let count = open[.random], count > 0 { try fillRandom(count) }
    return outcome()
  }

  // MARK: Shares

  /// Each class that is due gets the most probable image of it, out of the numbers of the other deterministic shares.
  private mutating func fillCoverage(_ open: inout [Share: Int]) throws {
    guard batch.method != .random else { return }
    for (due, images) in try source.unqueried() {
      accounts[.coverage]?.available += images.count
      guard let payer = [Share.uncertain, .diverse, .review, .rare].first(where: { (open[$0] ?? 0) > 0 }),
        try take(1, from: images, share: .coverage, by: HeadOfRanking(), forClass: { _ in due }) == 1
      else {
        uncovered.append(due)
        continue
      }
      open[payer, default: 0] -= 1
      move(1, from: payer, to: .coverage)
    }
  }

  private mutating func fillRare(_ open: inout [Share: Int]) throws {
    guard let count = open[.rare], count > 0 else { return }
    let classes = try source.rare(count)
    var forClass: [Int: Int] = [:]
    for (rare, images) in classes { for image in images { forClass[image] = rare } }
    let inTurn = Self.inTurn(classes.map(\.images))
    accounts[.rare]?.available = inTurn.count
    var taken = try take(count, from: inTurn, share: .rare, by: HeadOfRanking(), forClass: { forClass[$0] })
    if taken < count {
      let sample = try source.sample(sampled)
      accounts[.rare]?.available += sample.count { forClass[$0] == nil }
      taken += try take(count - taken, from: sample, share: .rare, by: KCenterStrategy())
    }
    try settle(.rare, missing: count - taken, &open)
  }

  private mutating func fillUncertain(_ open: inout [Share: Int]) throws {
    guard let count = open[.uncertain], count > 0, let strategy = batch.strategy else { return }
    open[.uncertain] = 0
    accounts[.uncertain]?.available = source.candidates
    var taken = try fillQuotas(count)
    if batch.method == .direct {
      taken += try fillNearCuts(count - taken)
    } else {
      taken += try take(
        count - taken, from: Array(0..<source.candidates), share: .uncertain, by: strategy, balance: batch.balance)
      if taken < count { taken += try fillBehindCandidates(count - taken) }
    }
    try settle(.uncertain, missing: count - taken, &open)
  }

  /// The classes' equal parts of the batch: to each its most probable images, to the next what a class has not.
  private mutating func fillQuotas(_ count: Int) throws -> Int {
    guard let share = batch.quota else { return 0 }
    let wanted = min(count, BatchShares.rounded(batch.size, share: share) - byQuota)
    guard wanted > 0 else { return 0 }
    let classes = try source.mostProbable(looked(wanted))
    var (taken, left) = (0, 0)
    for (place, (label, images)) in classes.enumerated() {
      left += wanted / classes.count + (place < wanted % classes.count ? 1 : 0)
      let own = try take(left, from: images, share: .uncertain, by: HeadOfRanking(), forClass: { _ in label })
      taken += own
      left -= own
    }
    byQuota += taken
    return taken
  }

  /// One image a class in turn, the nearest to its cut that is not in the batch yet.
  ///
  /// Where caps leave too few, more are looked at, until the pool has no more or `BatchSample.behindLimit` of a class have been.
  private mutating func fillNearCuts(_ count: Int) throws -> Int {
    var taken = 0
    var span = looked(count)
    while taken < count {
      let lists = try source.nearCuts(span)
      let (images, forClass) = alternating(lists)
      accounts[.uncertain]?.available = images.count + taken
      taken += try take(
        count - taken, from: images, share: .uncertain, by: HeadOfRanking(), forClass: { forClass[$0] })
      guard batch.hasCaps, span < BatchSample.behindLimit, lists.contains(where: { $0.images.count >= span }) else {
        break
      }
      span = min(4 * span, BatchSample.behindLimit)
    }
    return taken
  }

  /// How many images of a class are looked at for `count`: what other classes take is passed over, and caps leave some out.
  private func looked(_ count: Int) -> Int {
    let all = count + record.images.count
    return batch.hasCaps ? 4 * all + 64 : all
  }

  /// One of each list in turn, passing over what is in the batch or had its turn; a list that runs out passes its place on.
  private func alternating(
    _ lists: [(class: Int, images: [Int])]
  ) -> (images: [Int], forClass: [Int: Int]) {
    var images: [Int] = []
    var forClass: [Int: Int] = [:]
    var next = lists.map { _ in 0 }
    while true {
      let before = images.count
      for (place, list) in lists.enumerated() {
        while next[place] < list.images.count {
          let image = list.images[next[place]]
          next[place] += 1
          guard !record.has(image), forClass[image] == nil else { continue }
          forClass[image] = list.class
          images.append(image)
          break
        }
      }
      if images.count == before { return (images, forClass) }
    }
  }

  /// Where caps leave too few of the candidates, the next in rank behind them are taken as they come.
  ///
  /// More are looked at until there are enough, the pool has no more, or `BatchSample.behindLimit` have been.
  private mutating func fillBehindCandidates(_ count: Int) throws -> Int {
    guard batch.hasCaps else { return 0 }
    var taken = 0
    var looked = 0
    var span = BatchSample.behindCandidates(count)
    while taken < count, looked < BatchSample.behindLimit {
      let next = try source.following(min(looked + span, BatchSample.behindLimit))
      guard next.count > looked else { break }
      accounts[.uncertain]?.available += next.count - looked
      taken += try take(count - taken, from: Array(next[looked...]), share: .uncertain, by: HeadOfRanking())
      looked = next.count
      span *= 4
    }
    return taken
  }

  private mutating func fillDiverse(_ open: inout [Share: Int]) throws {
    guard let count = open[.diverse], count > 0 else { return }
    let sample = try source.sample(sampled)
    accounts[.diverse]?.available = sample.count
    let taken = try take(count, from: sample, share: .diverse, by: KCenterStrategy())
    try settle(.diverse, missing: count - taken, &open)
  }

  private mutating func fillRandom(_ count: Int) throws {
    let (images, total) = try source.random(count, besides: record.images)
    accounts[.random]?.available = total
    accounts[.random]?.taken = images.count
    accounts[.random]?.missing += count - images.count
    drawnFrom = total
    let probability = Double(images.count) / Double(max(1, total))
    for image in images { record.pick(image, share: .random, inclusionProbability: probability) }
  }

  /// How many images the shares that look at a sample may take.
  private var sampled: Int { (batch.counts[.rare] ?? 0) + (batch.counts[.diverse] ?? 0) }

  /// One of each list in turn.
  static func inTurn(_ lists: [[Int]]) -> [Int] {
    (0..<(lists.map(\.count).max() ?? 0)).flatMap { place in
      lists.compactMap { $0.indices.contains(place) ? $0[place] : nil }
    }
  }

  // MARK: Shortages

  /// Sends what a share could not find where the batch says.
  private mutating func settle(_ share: Share, missing: Int, _ open: inout [Share: Int]) throws {
    guard missing > 0 else { return }
    switch batch.whenShort.of(share) {
    case .stop:
      throw BatchError.short(
        share, asked: missing + (accounts[share]?.taken ?? 0), available: accounts[share]?.taken ?? 0)
    case .smaller: accounts[share]?.missing += missing
    case .uncertain where share != .uncertain && batch.method != .random:
      open[.uncertain, default: 0] += missing
      move(missing, from: share, to: .uncertain)
    case .random, .uncertain:
      open[.random, default: 0] += missing
      move(missing, from: share, to: .random)
    }
  }

  private mutating func move(_ images: Int, from giver: Share, to taker: Share) {
    func add(_ share: Share, to transfers: inout [ShareAccount.Transfer]) {
      if let place = transfers.firstIndex(where: { $0.share == share }) {
        transfers[place].images += images
      } else {
        transfers.append(.init(share: share, images: images))
      }
    }
    if var account = accounts[giver] {
      add(taker, to: &account.given)
      accounts[giver] = account
    }
    if var account = accounts[taker] {
      add(giver, to: &account.received)
      accounts[taker] = account
    }
  }

  private func outcome() -> BatchOutcome {
    let (picks, considered) = record.close()
    return BatchOutcome(
      picks: picks, considered: considered, accounts: Share.allCases.compactMap { accounts[$0] }, quotas: quotas,
      uncovered: uncovered, drawnFrom: drawnFrom, clusterSizes: record.clusterSizes, centroids: record.centroids)
  }
}
