/// What can go wrong when people are simulated.
package enum SimulationError: Error, Equatable, Sendable {
  /// The truth has nothing about an image of the export.
  case noTruth(image: String)
  case knownTwice(image: String)
  /// The truth has a label that is no class of the spec.
  case unknownClass(label: String, image: String)
  /// A payload belongs to somebody who is not among the people.
  case noSuchPerson(id: String)
  /// A payload has a task that the export did not hand out.
  case unknownTask(id: String, file: String)
  /// The iteration or round is beyond what dates and numbers are made for: 100,000 and 9.
  case outOfRange(iteration: Int, round: Int)
}
