/// A heap of items: the least value first, of equal ones the item with the smaller number.
///
/// Where the greatest is wanted, values go in with their sign turned round, which no number loses by.
struct LeastHeap<Value: Comparable> {
  /// An item and what it goes by.
  typealias Entry = (value: Value, item: Int32)
  private var entries: [Entry]

  /// Orders entries.
  init(_ entries: [Entry]) {
    self.entries = entries
    for index in stride(from: entries.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  /// The foremost entry.
  var first: Entry? { entries.first }

  /// Removes the foremost entry.
  mutating func removeFirst() {
    guard let last = entries.popLast(), !entries.isEmpty else { return }
    entries[0] = last
    sink(0)
  }

  /// Gives the foremost item another value.
  mutating func replaceFirst(_ value: Value) {
    entries[0].value = value
    sink(0)
  }

  /// Adds an entry.
  mutating func insert(_ entry: Entry) {
    entries.append(entry)
    var index = entries.count - 1
    while index > 0, Self.precedes(entries[index], entries[(index - 1) / 2]) {
      entries.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var best = index
      for child in [2 * index + 1, 2 * index + 2] where child < entries.count {
        if Self.precedes(entries[child], entries[best]) { best = child }
      }
      guard best != index else { return }
      entries.swapAt(index, best)
      index = best
    }
  }

  private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
    a.value < b.value || (a.value == b.value && a.item < b.item)
  }
}
