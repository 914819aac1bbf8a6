/// The unlabelled images nearest the cut between a class and the rest, class by class: DIRECT.
///
/// For each class the images, labelled and not, stand in the order of p_k − max p_j, j ≠ k, the greatest first. The cut is where
/// the labels say that the class ends: as many of its labels as can be before it and as many others behind, so that a label
/// that is wrong moves it little. Asked are the images whose ranks are nearest the cut; they are the ones that decide where it
/// is, on both sides of it however rare the class.
///
/// Nuggehalli, Zhang, Jain, Nowak: "DIRECT: Deep active learning under imbalance and label noise" (2023, arXiv 2312.09196). Its first
/// half asks between picks, which a batch that is exported once cannot; of several best cuts the middle one is taken.
package struct Direct: Sendable {
  /// p_k − max p_j, class by class: of class k and row i at `k · rows + i`.
  private let leads: [Float]
  /// One draw key a row, for ties.
  private let keys: [UInt64]
  /// The class of each labelled row; −1 of a row without a label.
  private let labels: [Int32]
  private let classes: Int
  private var rows: Int { keys.count }

  /// Takes what a model says of images.
  ///
  /// - Parameters:
  ///   - leads: `classes × rows`, as ``lead(_:of:)`` makes them.
  ///   - keys: One draw key a row.
  ///   - labels: The class of each row; −1 where it has no label.
  ///   - classes: How many classes there are.
  /// - Throws: `SelectionError` where lengths differ or a number is not finite.
  package init(leads: [Float], keys: [UInt64], labels: [Int32], classes: Int) throws {
    guard labels.count == keys.count else {
      throw SelectionError.count(of: .labelled, expected: keys.count, found: labels.count)
    }
    guard leads.count == classes * keys.count else {
      throw SelectionError.count(of: .probabilities, expected: classes * keys.count, found: leads.count)
    }
    if let bad = leads.firstIndex(where: { !$0.isFinite }) {
      throw SelectionError.notFinite(.probabilities, row: bad % max(1, keys.count))
    }
    self.leads = leads
    self.keys = keys
    self.labels = labels
    self.classes = classes
  }

  /// How far the probability of a class is ahead of the greatest other one, in single precision; with one class its own.
  package static func lead(_ probabilities: UnsafeBufferPointer<Float>, of label: Int) -> Float {
    var other = -Float.infinity
    for index in probabilities.indices where index != label { other = max(other, probabilities[index]) }
    return other == -.infinity ? probabilities[label] : probabilities[label] - other
  }

  /// The classes, the one with the fewest labels first, at a tie the first.
  package var order: [Int] {
    var counts = Array(repeating: 0, count: classes)
    for label in labels where label >= 0 { counts[Int(label)] += 1 }
    return counts.indices.sorted { (counts[$0], $0) < (counts[$1], $1) }
  }

  /// The rows without a label nearest the cut of a class, nearest first, of two as near the one before the cut.
  ///
  /// - Parameters:
  ///   - label: The class.
  ///   - count: How many are wanted.
  /// - Returns: `count` rows, or all without a label.
  /// - Complexity: O(rows · log labels + count · log count), and one pass more over the rows.
  package func nearest(_ label: Int, count: Int) -> [Int] {
    let marks = labels.indices.filter { labels[$0] >= 0 }.sorted { precedes($0, $1, of: label) }
    let before = unlabelled(before: marks, of: label)
    let ranks = marks.indices.map { $0 + before[$0] }
    let cut = Self.cut(ranks: ranks, isClass: marks.map { labels[$0] == Int32(label) }, rows: rows)
    // Where the cut is among the rows without a label, and of these the nearest on either side.
    let place = cut - ranks.prefix { $0 < cut }.count
    let (window, first) = window(label, from: max(0, place - count), to: place + count)
    var (left, right) = (place - first - 1, place - first)
    func rank(_ index: Int) -> Int {
      // Labelled rows before it: those that have no more rows without a label before them than it has.
      let unlabelled = first + index
      return unlabelled + before.partitionPoint { $0 <= unlabelled }
    }
    var picked: [Int] = []
    while picked.count < count, left >= 0 || right < window.count {
      if right >= window.count || left >= 0 && cut - rank(left) <= rank(right) - cut {
        picked.append(window[left])
        left -= 1
      } else {
        picked.append(window[right])
        right += 1
      }
    }
    return picked
  }

  /// The best cut: before the row of this rank.
  ///
  /// - Parameters:
  ///   - ranks: The ranks of the labelled rows among all, ascending.
  ///   - isClass: Whether each has the class.
  ///   - rows: How many rows there are.
  /// - Returns: The middle one of the ranks from 0 to `rows` at which most labels are on their side: element ⌊m / 2⌋ of m.
  static func cut(ranks: [Int], isClass: [Bool], rows: Int) -> Int {
    var best = Int.min
    var spans: [ClosedRange<Int>] = []
    var sum = 0
    for place in 0...ranks.count {
      // The label counts for a cut behind its row.
      if place > 0 { sum += isClass[place - 1] ? 1 : -1 }
      let span = (place == 0 ? 0 : ranks[place - 1] + 1)...(place == ranks.count ? rows : ranks[place])
      if sum > best { (best, spans) = (sum, [span]) } else if sum == best { spans.append(span) }
    }
    var middle = spans.reduce(0) { $0 + $1.count } / 2
    for span in spans {
      if middle < span.count { return span.lowerBound + middle }
      middle -= span.count
    }
    return rows
  }

  // MARK: Order

  private func precedes(_ one: Int, _ other: Int, of label: Int) -> Bool {
    let (a, b) = (leads[label * rows + one], leads[label * rows + other])
    return a == b ? (keys[one], one) < (keys[other], other) : a > b
  }

  /// How many rows without a label come before each of the marks, which are in order.
  private func unlabelled(before marks: [Int], of label: Int) -> [Int] {
    var counts = Array(repeating: 0, count: marks.count + 1)
    for row in 0..<rows where labels[row] < 0 {
      counts[marks.partitionPoint { precedes($0, row, of: label) }] += 1
    }
    var total = 0
    return marks.indices.map { place in
      total += counts[place]
      return total
    }
  }

  /// The rows without a label whose places in the order are within a range, in order, and the place of the first.
  private func window(_ label: Int, from: Int, to: Int) -> (rows: [Int], first: Int) {
    // The upper bits of a number tell where in the order it is, but for those that share them.
    var buckets = Array(repeating: 0, count: 1 << 16)
    for row in 0..<rows where labels[row] < 0 { buckets[bucket(row, label)] += 1 }
    var (first, begin, end, passed) = (0, buckets.count, 0, 0)
    for (number, size) in buckets.enumerated() where size > 0 {
      if passed < to, passed + size > from {
        if begin > number { (begin, first) = (number, passed) }
        end = number + 1
      }
      passed += size
    }
    guard begin < end else { return ([], from) }
    var found: [Int] = []
    for row in 0..<rows where labels[row] < 0 {
      let number = bucket(row, label)
      if number >= begin, number < end { found.append(row) }
    }
    found.sort { precedes($0, $1, of: label) }
    let start = max(0, from - first)
    return (Array(found.dropFirst(start).prefix(to - from)), first + start)
  }

  /// The upper half of a number's bits, greatest numbers first; zero is one number.
  private func bucket(_ row: Int, _ label: Int) -> Int {
    let value = leads[label * rows + row]
    let bits = (value == 0 ? 0 : value).bitPattern
    let ascending = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    return Int(~ascending >> 16)
  }
}

extension Array {
  /// The first place whose element does not fulfil what all before it do.
  fileprivate func partitionPoint(_ isBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
