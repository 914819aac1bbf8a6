/// Labels from annotators whose errors are estimated along with them, by expectation and maximisation.
///
/// Each annotator has a confusion matrix, the probability of each answer by the true class, and each class a share of
/// the images. A. P. Dawid and A. M. Skene, Maximum likelihood estimation of observer error-rates using the EM
/// algorithm, Applied Statistics 28 (1979). Without known labels and earlier counts it is crowd-kit's `DawidSkene`:
/// the start, the bound and the rule for stopping are theirs.
package struct DawidSkene: Sendable {
  /// Images are `0..<images`, annotators `0..<annotators`, classes `0..<classes`.
  package let images: Int
  package let annotators: Int
  package let classes: Int
  /// Rounds of expectation and maximisation, at most.
  package var iterations = 100
  /// It stops once the bound, by vote, rises by less.
  package var tolerance = 1e-5

  /// A model of so many images, annotators and classes; less than none is none.
  package init(images: Int, annotators: Int, classes: Int) {
    self.images = max(0, images)
    self.annotators = max(0, annotators)
    self.classes = max(0, classes)
  }

  /// Estimates labels and confusion matrices, to the same bits whatever the order of the votes.
  ///
  /// The first posterior of an image is the share of its votes that each class has. Of a class that no vote, known
  /// label or earlier count names, the probability is 0. Probabilities that enter a logarithm are at least 1e-10, of
  /// answers that the annotator has given at all: an answer that he has never given has the probability 0.
  ///
  /// - Parameters:
  ///   - votes: In any order. A vote for a class outside `classes` is an abstention and left out, as is one for an image
  ///     or by an annotator outside.
  ///   - known: The class of each image whose label is known, such as a calibration image. It is certain from the start
  ///     and tells of its annotators' confusion, but has no part in the share of the classes: calibration images are
  ///     not drawn as the others are. A class outside is as if not known.
  ///   - earlier: `[annotator][true][answered]`, counts from answers that are not among the votes; added to the counts of
  ///     every maximisation, as Dirichlet pseudo-counts. What is missing, negative or no number counts 0.
  /// - Returns: The estimate; with P classes, V votes and I iterations in O(I · P · V).
  package func fit(
    _ votes: [CastVote], known: [Int: Int] = [:], earlier: [[[Double]]] = []
  ) -> DawidSkeneEstimate {
    let cast = votes.filter {
      (0..<images).contains(Int($0.image)) && (0..<annotators).contains(Int($0.annotator))
        && (0..<classes).contains(Int($0.label))
    }
    let sure = certain(known)
    let occurring = OccurringClasses(
      votes: cast, known: sure, earlier: earlier, annotators: annotators, classes: classes)
    var steps = DawidSkeneSteps(
      patterns: VotePatterns(
        occurring.group(cast, images: images, annotators: annotators),
        known: sure.map { $0.flatMap { occurring.index[$0] } }),
      earlier: occurring.pseudoCounts(earlier, annotators: annotators), classes: occurring.classes.count)
    steps.startFromMajority()
    var (bound, done, converged) = (-Double.infinity, 0, false)
    while !cast.isEmpty, done < iterations, !converged {
      steps.expect()
      steps.maximise()
      let next = steps.bound / Double(cast.count)
      converged = next - bound < tolerance
      bound = next
      done += 1
    }
    return DawidSkeneEstimate(
      steps, of: self, known: sure, occurring: occurring.classes, iterations: done, converged: converged,
      bound: done > 0 ? bound : nil)
  }

  /// The class of each image, nil where it is not known.
  private func certain(_ known: [Int: Int]) -> [Int?] {
    var sure = [Int?](repeating: nil, count: images)
    // Each image has a place of its own: the dictionary's order does not show.
    for (image, label) in known where sure.indices.contains(image) && (0..<classes).contains(label) {
      sure[image] = label
    }
    return sure
  }
}
