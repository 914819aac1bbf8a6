/// The message where a batch takes the last images of a pool.
enum PoolEnd {
  /// A line for people.
  ///
  /// - Parameters:
  ///   - asked: Images asked for.
  ///   - taken: Images in the batch.
  ///   - left: Images that could be asked about.
  /// - Returns: Nil where more are left than the batch was to have.
  static func line(asked: Int, taken: Int, left: Int) -> String? {
    guard left <= asked else { return nil }
    func images(_ number: Int) -> String { number == 1 ? "1 image" : "\(number) images" }
    switch (left, taken) {
    case (0, _): return "nothing is left to label: the batch is empty, and nobody is asked"
    case (taken, _):
      return "the pool ends: \(images(left)) \(left == 1 ? "is" : "are") left, all in the batch (\(asked) asked for)"
    default:
      return
        "the pool ends: \(images(left)) \(left == 1 ? "is" : "are") left, \(taken) in the batch (\(asked) asked for)"
    }
  }
}
