/// The most typical members of a group of points, one after the other.
///
/// Members are numbered by their position in the group, which is the order of their keys.
struct TypicalMembers {
  private let points: GroupedPoints
  private let group: Range<Int>
  private let neighbours: Int
  private var isPicked: [Bool]
  private var left: Int
  /// Of every member the nearest neighbours that were not picked when they were looked for.
  private var lists: NearestLists
  /// Lists that have been made anew, because picks had used the first up.
  private var renewed: [Int: NearestLists] = [:]

  /// How many more neighbours than typicality looks at are kept, in place of those that are picked.
  private static let spare = 32

  /// Starts without picks.
  init(_ points: GroupedPoints, group: Int, neighbours: Int) {
    self.points = points
    self.group = points.groups[group]
    self.neighbours = neighbours
    isPicked = [Bool](repeating: false, count: self.group.count)
    left = self.group.count
    lists = NearestLists(points: 0, width: 0)
  }

  /// Picks so many members, at most all.
  ///
  /// A member's mean distance only grows as its neighbours are picked, as long as it is taken over as many: so it is computed
  /// again only once it leads a heap.
  ///
  /// - Returns: Positions.
  mutating func pick(_ count: Int) -> [Int] {
    guard count > 0 else { return [] }
    let width = min(group.count - 1, count > 1 ? neighbours + Self.spare : neighbours)
    lists = points.nearest(width, of: group.map { Int32(truncatingIfNeeded: $0) }[...], among: group)
    var picks: [Int] = []
    var looked = -1
    var heap = LeastHeap<Double>([])
    while picks.count < count, left > 0 {
      if looked != wanted {
        looked = wanted
        heap = LeastHeap((0..<group.count).filter { !isPicked[$0] }.map { (mean($0), Int32(truncatingIfNeeded: $0)) })
      }
      guard let first = heap.first else { break }
      let member = Int(first.item)
      let now = mean(member)
      guard now == first.value else {
        heap.replaceFirst(now)
        continue
      }
      heap.removeFirst()
      isPicked[member] = true
      left -= 1
      picks.append(group.lowerBound + member)
    }
    return picks
  }

  /// How many neighbours typicality looks at now; the last member has none.
  private var wanted: Int { left > 1 ? max(1, min(neighbours, left / 2)) : 0 }

  /// The mean distance of a member to its nearest neighbours that are not picked.
  private mutating func mean(_ member: Int) -> Double {
    let wanted = wanted
    if let sum = sum(wanted, renewed[member] ?? lists, renewed[member] == nil ? member : 0) {
      return wanted > 0 ? sum / Double(wanted) : 0
    }
    let width = min(left - 1, neighbours + Self.spare)
    let picked = isPicked
    let list = points.nearest(width, of: [Int32(truncatingIfNeeded: group.lowerBound + member)], among: group) {
      !picked[$0 - group.lowerBound]
    }
    renewed[member] = list
    return (sum(wanted, list, 0) ?? 0) / Double(max(1, wanted))
  }

  /// The sum of the distances of the nearest so many in a list that are not picked; nil where the list has fewer.
  private func sum(_ wanted: Int, _ list: NearestLists, _ point: Int) -> Double? {
    var sum = 0.0
    var found = 0
    for number in 0..<list.count(point) where found < wanted {
      let (position, squared) = list.neighbour(number, of: point)
      guard !isPicked[position - group.lowerBound] else { continue }
      sum += Double(squared).squareRoot()
      found += 1
    }
    return found == wanted ? sum : nil
  }
}
