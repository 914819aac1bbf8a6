/// Gives every image its number of distinct people, none above capacity, at the greatest total worth: exactly.
///
/// It starts from everybody's best, over capacity or not, and then takes the surplus from the crowded to people with
/// room, one vote at a time along the chain of moves that loses least (successive shortest paths: Jewell 1958; with
/// prices, Edmonds and Karp 1972). A chain goes over people, not over images: what one move from a to b loses is the
/// least worth(i, a) − worth(i, b) over the images i that a holds and b does not, the head of a queue. Worths are whole
/// numbers, so no rounding enters.
///
/// The result is the greatest total. Each person has a price ≥ 0, in the end above 0 only for those at capacity, and
/// every move from a to b loses at least price(a) − price(b): that holds at the start, where all prices are 0 and each
/// image has its best, and a chain over moves that lose exactly the difference, after the prices were raised by
/// Dijkstra's distances, keeps it. So each image holds the people with the greatest worth − price, and for every other
/// assignment Σ worth ≤ Σ (worth − price) + Σ price · capacity, which ours attains.
///
/// Time O(n · p · m + surplus · p · (p + m · log n)) for n images, p people and m votes an image; memory O(n · p · m).
struct Transport {
  /// A move of one image from one person to another, waiting in the queue of the two.
  private struct Move {
    var loss: Int64
    var tie: UInt32
    var image: Int32

    static func < (left: Move, right: Move) -> Bool {
      if left.loss != right.loss { return left.loss < right.loss }
      return left.tie != right.tie ? left.tie < right.tie : left.image < right.image
    }
  }

  /// What no chain loses.
  private static let never = Int64.max

  private let images: Int
  private let people: Int
  private let worth: [Int64]
  private let allowed: [Bool]
  private let capacity: [Int]
  /// Whether a person has an image: images × people.
  private(set) var holds: [Bool]
  /// What one place more with each person would be worth.
  private(set) var price: [Int64]
  private var load: [Int]
  private var queues: [[Move]]
  /// What the head of each queue loses; `never` without one.
  private var loss: [Int64]

  /// Takes a start in which each image has its best people.
  ///
  /// - Parameters:
  ///   - worth: Images × people; the span of a row times the number of people must fit 61 bits.
  ///   - allowed: Whether a person may have an image: images × people.
  ///   - holds: A start, images × people: for each image its allowed people of the greatest worth, as many as it is
  ///     to have.
  ///   - capacity: Of each person, at least 0.
  init(worth: [Int64], allowed: [Bool], holds: [Bool], capacity: [Int]) {
    people = capacity.count
    images = people == 0 ? 0 : worth.count / people
    self.worth = worth
    self.allowed = allowed
    self.capacity = capacity
    self.holds = holds
    price = [Int64](repeating: 0, count: people)
    load = price.map { Int($0) }
    queues = [[Move]](repeating: [], count: people * people)
    loss = [Int64](repeating: Self.never, count: people * people)
    for index in holds.indices where holds[index] { load[index % people] += 1 }
  }

  /// Moves until nobody is above capacity.
  ///
  /// - Returns: How many votes nobody can take, the least number; above 0, the assignment is of no use.
  mutating func settle() -> Int {
    var surplus = zip(load, capacity).reduce(0) { $0 + max(0, $1.0 - $1.1) }
    guard surplus > 0 else { return 0 }
    fillQueues()
    while surplus > 0 {
      let chain = cheapestChain()
      guard chain.count > 1 else { return surplus }
      // Each move is of another image, or moves that image between other people: none undoes the next.
      let moves = zip(chain, chain.dropFirst()).map { (queues[$0 * people + $1][0].image, $0, $1) }
      for (image, from, to) in moves { move(Int(image), from: from, to: to) }
      for (_, from, to) in moves { refresh(from, to) }
      surplus -= 1
    }
    return 0
  }

  // MARK: Chains

  /// The people of the chain that loses least, from one above capacity to one with room, by Dijkstra; empty if there is
  /// none.
  ///
  /// Raises the prices by the distances, so that the moves of the chain lose exactly the difference of prices.
  private mutating func cheapestChain() -> [Int] {
    var distance = (0..<people).map { load[$0] > capacity[$0] ? 0 : Self.never }
    var before = [Int](repeating: -1, count: people)
    var open = [Bool](repeating: true, count: people)
    while let next = nearest(distance, open) {
      guard load[next] >= capacity[next] else {
        let reached = distance[next]
        for person in 0..<people where distance[person] < reached { price[person] += reached - distance[person] }
        var chain = [next]
        var person = before[next]
        while person >= 0 {
          chain.append(person)
          person = before[person]
        }
        return chain.reversed()
      }
      open[next] = false
      for other in 0..<people where open[other] && loss[next * people + other] != Self.never {
        let far = distance[next] + loss[next * people + other] - price[next] + price[other]
        if far < distance[other] {
          distance[other] = far
          before[other] = next
        }
      }
    }
    return []
  }

  /// The open person with the least distance; of equals one with room, then the one with the fewest images.
  private func nearest(_ distance: [Int64], _ open: [Bool]) -> Int? {
    var best: Int?
    for person in 0..<people where open[person] && distance[person] != Self.never {
      guard let known = best else {
        best = person
        continue
      }
      guard distance[person] == distance[known] else {
        if distance[person] < distance[known] { best = person }
        continue
      }
      let room = (load[person] < capacity[person], load[known] < capacity[known])
      if room.0 != room.1 ? room.0 : load[person] < load[known] { best = person }
    }
    return best
  }

  // MARK: Queues

  private mutating func fillQueues() {
    for image in 0..<images {
      for from in 0..<people where holds[image * people + from] {
        for to in 0..<people where isMove(image, from, to) {
          queues[from * people + to].append(entry(image, from, to))
        }
      }
    }
    for queue in queues.indices {
      // Sorted is a heap, too.
      queues[queue].sort(by: <)
      loss[queue] = queues[queue].first?.loss ?? Self.never
    }
  }

  private func isMove(_ image: Int, _ from: Int, _ to: Int) -> Bool {
    let row = image * people
    return holds[row + from] && !holds[row + to] && allowed[row + to]
  }

  private func entry(_ image: Int, _ from: Int, _ to: Int) -> Move {
    // Equals go in an order of their own for each person, so that the images that one loses are no block of another's.
    var tie = UInt64(image) << 20 | UInt64(from)
    tie = (tie ^ (tie >> 31)) &* 0xBF58_476D_1CE4_E5B9
    tie = (tie ^ (tie >> 27)) &* 0x94D0_49BB_1331_11EB
    return Move(
      loss: worth[image * people + from] - worth[image * people + to], tie: UInt32(truncatingIfNeeded: tie >> 32),
      image: Int32(image))
  }

  private mutating func move(_ image: Int, from: Int, to: Int) {
    holds[image * people + from] = false
    holds[image * people + to] = true
    load[from] -= 1
    load[to] += 1
    for other in 0..<people {
      if isMove(image, to, other) { push(entry(image, to, other), to * people + other) }
      if other != to, isMove(image, other, from) { push(entry(image, other, from), other * people + from) }
    }
  }

  /// Takes off the heads that are no moves any more, wherever a move from `from` to `to` may have made some.
  private mutating func refresh(_ from: Int, _ to: Int) {
    for other in 0..<people {
      clean(from, other)
      clean(to, other)
      clean(other, from)
      clean(other, to)
    }
  }

  private mutating func clean(_ from: Int, _ to: Int) {
    let queue = from * people + to
    while let head = queues[queue].first, !isMove(Int(head.image), from, to) { pop(queue) }
    loss[queue] = queues[queue].first?.loss ?? Self.never
  }

  private mutating func push(_ move: Move, _ queue: Int) {
    queues[queue].append(move)
    var child = queues[queue].count - 1
    while child > 0, move < queues[queue][(child - 1) / 2] {
      queues[queue].swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func pop(_ queue: Int) {
    let last = queues[queue].count - 1
    queues[queue].swapAt(0, last)
    queues[queue].removeLast()
    var parent = 0
    while 2 * parent + 1 < last {
      var child = 2 * parent + 1
      if child + 1 < last, queues[queue][child + 1] < queues[queue][child] { child += 1 }
      guard queues[queue][child] < queues[queue][parent] else { return }
      queues[queue].swapAt(child, parent)
      parent = child
    }
  }
}
