/// What is known so far of a batch while it is composed: who is in it, and what became of the others.
struct BatchRecord {
  /// The picks in order.
  private(set) var picks: [Pick] = []
  private var isPicked: Set<Int> = []
  /// The images looked at beside the candidates, and the share that looked first, in that order.
  private var looked: [(image: Int, share: Share)] = []
  private var isLooked: Set<Int> = []
  /// The image that came before a near-duplicate.
  private var leaders: [Int: Int] = [:]
  private var isCapped: Set<Int> = []
  private var clusters: [Int: Int32] = [:]
  private var distances: [Int: Float] = [:]
  /// The first pick of each cluster.
  private var representatives: [Int32: Int] = [:]
  private(set) var clusterSizes: [Int] = []
  private(set) var centroids: [Float] = []
  private let candidates: Int

  /// Begins with the candidates, which have all been looked at.
  init(candidates: Int) { self.candidates = candidates }

  /// Whether an image is in the batch.
  func has(_ image: Int) -> Bool { isPicked.contains(image) }

  /// Whether the uncertain share has been clustered.
  var isClustered: Bool { !clusterSizes.isEmpty }

  /// The deterministic picks' images.
  var images: [Int] { picks.map(\.image) }

  /// Notes that a share looked at images.
  mutating func look(_ images: [Int], share: Share) {
    for image in images where image >= candidates && isLooked.insert(image).inserted {
      looked.append((image, share))
    }
  }

  /// Notes what a strategy reported of the images that it chose among.
  mutating func note(_ choice: Choice, of images: [Int]) {
    if choice.clusters.isEmpty {
      for (image, distance) in zip(images, choice.distances) where !distance.isNaN && clusters[image] == nil {
        distances[image] = distance
      }
    } else if !isClustered {
      clusterSizes = Array(repeating: 0, count: Int(choice.clusters.max() ?? -1) + 1)
      centroids = choice.centroids
      for (place, image) in images.enumerated() {
        if choice.clusters[place] >= 0 {
          clusters[image] = choice.clusters[place]
          clusterSizes[Int(choice.clusters[place])] += 1
        }
        if choice.distances.indices.contains(place), !choice.distances[place].isNaN {
          distances[image] = choice.distances[place]
        }
      }
    }
  }

  /// Notes which image comes before which; nil for one that none comes before.
  mutating func note(leader: Int?, of image: Int) { leaders[image] = leader }

  /// Notes that an image was chosen and left out, since its production run had as many as it may.
  mutating func cap(_ image: Int) { isCapped.insert(image) }

  /// Takes an image into the batch.
  mutating func pick(_ image: Int, share: Share, forClass: Int? = nil, inclusionProbability: Double = 1) {
    var pick = Pick(image: image, share: share, forClass: forClass, inclusionProbability: inclusionProbability)
    isPicked.insert(image)
    if share != .random {
      pick.cluster = clusters[image]
      pick.clusterSize = pick.cluster.map { Int32(clusterSizes[Int($0)]) }
      pick.distance = distances[image]
      if share == .uncertain, let cluster = pick.cluster, representatives[cluster] == nil {
        representatives[cluster] = image
      }
    }
    picks.append(pick)
    look([image], share: share)
  }

  /// The image that was picked in place of one that was not.
  private func instead(of image: Int) -> Int? {
    var image = image
    // Leaders are noted search by search, so that no chain leads back.
    while let leader = leaders[image] {
      if isPicked.contains(leader) { return leader }
      image = leader
    }
    return clusters[image].flatMap { representatives[$0] }
  }

  private func fate(of image: Int) -> ConsideredImage.Fate {
    if isPicked.contains(image) { return .picked }
    if leaders[image] != nil { return .nearDuplicate }
    return isCapped.contains(image) ? .groupCap : .notChosen
  }

  /// What became of every image, and the picks with what they stand for.
  func close() -> (picks: [Pick], considered: [ConsideredImage]) {
    var shares: [Int: Share] = [:]
    for pick in picks { shares[pick.image] = pick.share }
    var standsFor: [Int: Int] = [:]
    let all = (0..<candidates).map { (image: $0, share: Share.uncertain) } + looked
    let considered = all.map { image, share in
      let fate = fate(of: image)
      let instead = fate == .picked ? nil : instead(of: image)
      if let instead { standsFor[instead, default: 1] += 1 }
      return ConsideredImage(
        image: image, share: shares[image] ?? share, fate: fate, instead: instead,
        nearDuplicateOf: fate == .nearDuplicate ? leaders[image] : nil, cluster: clusters[image],
        distance: distances[image])
    }
    var picks = picks
    for place in picks.indices { picks[place].standsFor = standsFor[picks[place].image] ?? 1 }
    return (picks, considered)
  }
}
