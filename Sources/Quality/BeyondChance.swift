/// Agreement beyond chance among any number of annotators: 1 where all agree, 0 where they agree as often as by chance.
package struct BeyondChance: Sendable, Equatable {
  /// Over all classes; nil where it is not defined: no image to compare, or one class alone is named.
  package let overall: Double?
  /// Each class against all others together; nil where the votes compared never name it, or name nothing else.
  package let perClass: [Double?]
  /// Images that enter.
  package let images: Int
  /// Votes on them.
  package let votes: Int
}
