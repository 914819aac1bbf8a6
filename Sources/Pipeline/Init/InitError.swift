/// Why no first spec could be written.
package enum InitError: Error, Sendable, Equatable {
  /// There is no such folder.
  case noFolder(String)
  /// The folder holds no picture; what else it holds, in words.
  case noPictures(String, leftAside: [String])
  /// A file that would be written is there and says something else.
  case exists(String)
  /// Nothing was found that could be classes, and none were named.
  case noClasses
  /// Fewer than two classes.
  case oneClass(String)
  /// A question was asked and nobody answers.
  case noAnswer(String)
  /// A senior who is not among the people who label.
  case unknownSenior(String, people: [String])
  /// What was asked for is not to be had of this folder.
  case noGroups(String)
}
