import Draws

/// The images that a share still chooses among, best first, with their vectors where anything looks at them.
private struct Field {
  var images: [Int]
  /// The production run of each; empty where their number is not limited.
  var groups: [Int?]
  var vectors: [Float] = []
  var dimensions = 0

  /// Keeps some of the images, in place: the vectors are held once.
  mutating func keep(_ isKept: (Int) -> Bool) {
    var next = 0
    for place in images.indices where isKept(place) {
      if next < place {
        images[next] = images[place]
        if !groups.isEmpty { groups[next] = groups[place] }
        if !vectors.isEmpty {
          for offset in 0..<dimensions {
            vectors[next * dimensions + offset] = vectors[place * dimensions + offset]
          }
        }
      }
      next += 1
    }
    images.removeLast(images.count - next)
    if !groups.isEmpty { groups.removeLast(groups.count - next) }
    if !vectors.isEmpty { vectors.removeLast(vectors.count - next * dimensions) }
  }
}

extension BatchComposition {
  /// How often a strategy chooses again for picks that a cap left out, before the head of the ranking is taken.
  private static var rounds: Int { 8 }

  /// Takes images for a share: by its strategy, then again for those that a cap left out, until there are enough or no more.
  ///
  /// Of near-duplicates the first comes before the others, one picked for an earlier share before all. What a strategy
  /// chooses beyond the room of a production run is left out, the worst first.
  ///
  /// - Parameters:
  ///   - count: How many images are wanted.
  ///   - images: The images to choose among, best first.
  ///   - share: The share.
  ///   - strategy: What chooses.
  ///   - balance: The smoothing of the classes' quotas; nil for no quotas.
  ///   - forClass: The class for whose sake an image is taken.
  /// - Returns: How many were taken.
  /// - Throws: `SelectionError`, and what the source throws.
  mutating func take(
    _ count: Int, from images: [Int], share: Share, by strategy: any BatchStrategy, balance: Double? = nil,
    forClass: (Int) -> Int? = { _ in nil }
  ) throws -> Int {
    guard count > 0 else { return 0 }
    record.look(images, share: share)
    var taken = 0
    var round = 0
    while taken < count {
      guard var field = try field(images, needs: strategy.needs, isFirst: taken == 0 && round == 0) else { break }
      let before = taken
      while taken < count, !field.images.isEmpty {
        let choice = try choose(
          count - taken, from: field, by: round < Self.rounds ? strategy : HeadOfRanking(), balance: balance)
        round += 1
        record.note(choice, of: field.images)
        for place in withinGroups(choice.picks, field) {
          let image = field.images[place]
          record.pick(image, share: share, forClass: forClass(image))
          if let group = field.groups.isEmpty ? nil : field.groups[place] { groupCounts[group, default: 0] += 1 }
          taken += 1
        }
        guard taken < count else { break }
        let room = room
        let isOpen = field.images.indices.map {
          !record.has(field.images[$0]) && (field.groups.isEmpty || room(field.groups[$0]))
        }
        field.keep { isOpen[$0] }
      }
      // Only where near-duplicates were left out are there more to look at.
      if batch.nearDuplicates == nil || taken == before { break }
    }
    accounts[share]?.taken += taken
    return taken
  }

  /// Whether a production run has room for another image.
  private var room: (Int?) -> Bool {
    guard let perGroup = batch.perGroup else { return { _ in true } }
    let counts = groupCounts
    return { group in group.map { (counts[$0] ?? 0) < perGroup } ?? true }
  }

  /// The images that caps leave to choose among; nil where there is none.
  private mutating func field(_ images: [Int], needs: StrategyNeeds, isFirst: Bool) throws -> Field? {
    var field = Field(images: images.filter { !record.has($0) }, groups: [])
    if batch.perGroup != nil {
      field.groups = try source.groups(field.images)
      let (groups, room) = (field.groups, room)
      if isFirst { for place in field.images.indices where !room(groups[place]) { record.cap(field.images[place]) } }
      field.keep { room(groups[$0]) }
    }
    guard !field.images.isEmpty else { return nil }
    if let distance = batch.nearDuplicates {
      // What is picked already comes before all, so that nothing near it is left.
      let picked = record.images
      (field.vectors, field.dimensions) = try source.vectors(picked + field.images)
      let leaders = try NearDuplicates(distance: distance, threads: threads)
        .leaders(field.vectors, dimensions: field.dimensions)
      field.images = picked + field.images
      if !field.groups.isEmpty { field.groups = picked.map { _ in nil } + field.groups }
      for place in picked.count..<field.images.count {
        let leader = Int(leaders[place])
        record.note(leader: leader == place ? nil : field.images[leader], of: field.images[place])
      }
      field.keep { $0 >= picked.count && Int(leaders[$0]) == $0 }
      if !needs.contains(.vectors) { field.vectors = [] }
    } else if needs.contains(.vectors) {
      (field.vectors, field.dimensions) = try source.vectors(field.images)
    }
    return field.images.isEmpty ? nil : field
  }

  /// The picks that their production runs have room for, in the order of choice; of too many the best ranked stay.
  private mutating func withinGroups(_ picks: [Int], _ field: Field) -> [Int] {
    guard let perGroup = batch.perGroup else { return picks }
    var counts: [Int: Int] = [:]
    var isOut: Set<Int> = []
    for place in picks.sorted() {
      guard let group = field.groups[place] else { continue }
      if (groupCounts[group] ?? 0) + (counts[group] ?? 0) < perGroup {
        counts[group, default: 0] += 1
      } else {
        isOut.insert(place)
        record.cap(field.images[place])
      }
    }
    return picks.filter { !isOut.contains($0) }
  }

  // MARK: Choosing

  private mutating func choose(
    _ count: Int, from field: Field, by strategy: any BatchStrategy, balance: Double?
  ) throws -> Choice {
    guard let balance else { return try choose(count, among: field, by: strategy) }
    let predicted = try source.predicted(field.images)
    let classes = (predicted.max() ?? -1) + 1
    var members = Array(repeating: [Int](), count: classes)
    for (place, index) in predicted.enumerated() where index >= 0 { members[index].append(place) }
    let shares = ClassQuotas.allocate(
      min(count, field.images.count), available: members.map(\.count), smoothing: balance)
    if quotas.isEmpty {
      quotas = members.indices.filter { !members[$0].isEmpty }.map {
        ClassQuota(predicted: $0, candidates: members[$0].count, quota: shares[$0])
      }
    }
    var all = Choice(picks: [])
    for (index, places) in members.enumerated() where shares[index] > 0 {
      let part = field.part(places)
      all.add(try choose(shares[index], among: part, by: strategy), at: places, of: field.images.count)
    }
    all.picks.sort()
    return all
  }

  private mutating func choose(_ count: Int, among field: Field, by strategy: any BatchStrategy) throws -> Choice {
    let needs = strategy.needs
    var input = StrategyInput(
      keys: source.keys(field.images), scores: source.scores(field.images),
      vectors: needs.contains(.vectors) ? field.vectors : [], dimensions: field.dimensions, draw: draw,
      threads: threads)
    if needs.contains(.probabilities) {
      (input.probabilities, input.classes) = try source.probabilities(field.images)
    }
    if needs.contains(.labelled) {
      let known = try labelled ?? source.labelled()
      labelled = known
      let picked = record.images
      input.labelled = picked.isEmpty ? known : try known + source.vectors(picked).values
    }
    return try strategy.choose(min(count, field.images.count), from: input)
  }
}

extension Field {
  /// Some of the images, by place.
  fileprivate func part(_ places: [Int]) -> Field {
    var part = Field(images: places.map { images[$0] }, groups: [], dimensions: dimensions)
    guard !vectors.isEmpty else { return part }
    part.vectors.reserveCapacity(places.count * dimensions)
    for place in places { part.vectors += vectors[place * dimensions..<(place + 1) * dimensions] }
    return part
  }
}

extension Choice {
  /// Adds the choice among some of `total` candidates, whose clusters come behind those that are there.
  fileprivate mutating func add(_ other: Choice, at places: [Int], of total: Int) {
    picks += other.picks.map { places[$0] }
    if !other.distances.isEmpty {
      if distances.isEmpty { distances = Array(repeating: .nan, count: total) }
      for (place, distance) in zip(places, other.distances) { distances[place] = distance }
    }
    guard !other.clusters.isEmpty else { return }
    if clusters.isEmpty { clusters = Array(repeating: -1, count: total) }
    let first = (clusters.max() ?? -1) + 1
    for (place, cluster) in zip(places, other.clusters) where cluster >= 0 { clusters[place] = first + cluster }
    centroids += other.centroids
  }
}
