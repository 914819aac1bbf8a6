import Texts

/// What can go wrong when tasks are sent to a labelling server beyond what the server itself says.
package enum ServingError: Error, Equatable, Sendable {
  /// The spec names no server.
  case noServer
  /// The spec hands tasks out to a platform that Winnow does not talk to.
  case noPlatform(String)
  /// The iteration has handed out nothing, or is sealed.
  case nothingOut(iteration: Int)
  /// A picture of the batch has other bytes than when it was picked, or its file is gone.
  case picture(image: String)
  /// Somebody whose tasks are to be sent has no account.
  case noAccount(people: [String], key: String)
}
