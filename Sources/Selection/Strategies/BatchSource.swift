/// Where a batch is composed from: images by number, and what is known of them.
///
/// The candidates have the numbers from 0, best first; other images get theirs when they are asked for. What is asked about
/// few images is read for few.
package protocol BatchSource: AnyObject {
  /// How many candidates there are.
  var candidates: Int { get }

  /// A draw key for each of some images, for ties.
  func keys(_ images: [Int]) -> [UInt64]

  /// The acquisition measure of each of some images, NaN where there is none.
  func scores(_ images: [Int]) -> [Double]

  /// The most probable class of each of some images.
  func predicted(_ images: [Int]) throws -> [Int]

  /// The production run of each of some images as a number; nil for an image that is in none.
  func groups(_ images: [Int]) throws -> [Int?]

  /// The vectors of some images, one behind the other, and their length.
  func vectors(_ images: [Int]) throws -> (values: [Float], dimensions: Int)

  /// The probabilities of some images, one behind the other, and the number of classes.
  func probabilities(_ images: [Int]) throws -> (values: [Float], classes: Int)

  /// The vectors of the labelled images, one behind the other.
  func labelled() throws -> [Float]

  /// The classes that must be asked about in this iteration, and the images most probably of each, most probable first.
  func unqueried() throws -> [(class: Int, images: [Int])]

  /// Images that the model gives to a rare class, class by class, the rarest class first and in it best first: of each at
  /// least `count` where there are so many.
  func rare(_ count: Int) throws -> [(class: Int, images: [Int])]

  /// The images nearest the cut of each class, nearest first, of each at least `count` where there are so many; the class with the
  /// fewest training labels first.
  func nearCuts(_ count: Int) throws -> [(class: Int, images: [Int])]

  /// The images most probably of each class but the negative one, most probable first, of each at least `count` where there
  /// are so many; the class with the fewest training labels first.
  func mostProbable(_ count: Int) throws -> [(class: Int, images: [Int])]

  /// The images that come next in rank behind the candidates, best first: those that the cap on candidates cut, then those
  /// past the threshold.
  func following(_ count: Int) throws -> [Int]

  /// A sample of the images that may be picked, in the order in which they were drawn: for `count` images that lie far from
  /// what is known.
  func sample(_ count: Int) throws -> [Int]

  /// A simple random sample of the images that may be picked and are not among `picked`.
  ///
  /// - Returns: The images in the order of their draw, and out of how many they were drawn.
  func random(_ count: Int, besides picked: [Int]) throws -> (images: [Int], of: Int)
}

/// How large the sample is in which images are looked for that lie far from what is known.
package enum BatchSample {
  /// Twenty times as many images as are to be found, but at least 10,000 and at most 100,000, so that the search is bounded
  /// however large the pool.
  package static func size(_ count: Int) -> Int { min(max(20 * min(count, 10_000), 10_000), 100_000) }

  /// How many images behind the candidates are looked at first where `count` are missing: caps leave some of them out too.
  static func behindCandidates(_ count: Int) -> Int { 4 * min(count, behindLimit) + 64 }

  /// How many images behind the candidates are looked at, however many are missing.
  static let behindLimit = 100_000
}
