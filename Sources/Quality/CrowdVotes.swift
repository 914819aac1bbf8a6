/// Votes in columns, kept by image and, within an image, by annotator.
///
/// What is computed from them does not depend on the order in which the votes were given.
package struct CrowdVotes: Sendable, Equatable {
  /// How many images there are, with votes or without.
  package let images: Int
  /// How many annotators there are, with votes or without.
  package let annotators: Int
  package let classes: Int
  /// Of each vote, who gave it.
  package let annotator: [Int32]
  /// Of each vote, the class.
  package let label: [Int32]
  private let starts: [Int]

  /// Takes votes in any order: three columns of one length.
  ///
  /// - Parameters:
  ///   - image: Of each vote the image, from 0 to `images` − 1.
  ///   - annotator: Of each vote who gave it, from 0 to `annotators` − 1.
  ///   - label: Of each vote the class, from 0 to `classes` − 1; abstentions are left out beforehand.
  ///   - images: How many there are, with votes or without.
  ///   - annotators: How many there are.
  ///   - classes: At least 1.
  /// - Throws: Where the columns differ in length, a number is out of range or somebody voted twice on an image.
  package init(
    image: [Int32], annotator: [Int32], label: [Int32], images: Int, annotators: Int, classes: Int
  ) throws(LabelQualityError) {
    guard images >= 0 else { throw .outside(.images, row: 0) }
    guard annotators >= 0 else { throw .outside(.annotators, row: 0) }
    guard classes >= 1 else { throw .outside(.classes, row: 0) }
    guard annotator.count == image.count else {
      throw .count(of: .annotators, expected: image.count, found: annotator.count)
    }
    guard label.count == image.count else { throw .count(of: .labels, expected: image.count, found: label.count) }
    var starts = [Int](repeating: 0, count: images + 1)
    for row in image.indices {
      guard (0..<images).contains(Int(image[row])) else { throw .outside(.images, row: row) }
      guard (0..<annotators).contains(Int(annotator[row])) else { throw .outside(.annotators, row: row) }
      guard (0..<classes).contains(Int(label[row])) else { throw .outside(.labels, row: row) }
      starts[Int(image[row]) + 1] += 1
    }
    for index in 0..<images { starts[index + 1] += starts[index] }
    let order = image.indices.sorted { (image[$0], annotator[$0], $0) < (image[$1], annotator[$1], $1) }
    for (row, next) in zip(order, order.dropFirst())
    where image[row] == image[next] && annotator[row] == annotator[next] {
      throw .repeatedVote(image: Int(image[row]), annotator: Int(annotator[row]))
    }
    self.images = images
    self.annotators = annotators
    self.classes = classes
    self.annotator = order.map { annotator[$0] }
    self.label = order.map { label[$0] }
    self.starts = starts
  }

  /// Where the votes on an image stand in `annotator` and `label`.
  package func votes(on image: Int) -> Range<Int> { starts[image]..<starts[image + 1] }

  /// How many votes name each class: images × classes.
  func counts() -> [Int] {
    var counts = [Int](repeating: 0, count: images * classes)
    for image in 0..<images {
      for vote in votes(on: image) { counts[image * classes + Int(label[vote])] += 1 }
    }
    return counts
  }
}
