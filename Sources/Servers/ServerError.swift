import JSON
import Storage

/// One call of a server, as messages name it: never with a query or a header, for those may hold what is private.
package struct ServerCall: Equatable, Sendable {
  /// The server's address.
  package let server: String
  /// `GET`.
  package let method: String
  /// `/api/tasks/`.
  package let path: String

  /// Makes a call.
  package init(server: String, method: String, path: String) {
    self.server = server
    self.method = method
    self.path = path
  }
}

/// What can go wrong between this program and a labelling server; words of the server are clipped and hold no token.
package enum ServerError: Error, Equatable, Sendable {
  // What the spec and the environment say.

  /// An address that is none, or that the token must not go to.
  case address(text: String, AddressProblem)
  /// There is no environment variable of this name.
  case noToken(name: String)
  /// What a variable or a file holds is no token.
  case token(TokenSource, TokenProblem)
  /// The file with the token cannot be read.
  case tokenFile(path: String, StorageError)

  // What happens on the way.

  /// There is no curl on this machine.
  case noCurl
  /// No connection: no such host, nobody listens, no certificate that is trusted.
  case unreachable(ServerCall, words: String, tries: Int)
  /// No whole reply within the time, and whether the server was slow or silent.
  case timedOut(ServerCall, seconds: Double)
  /// The connection broke before the reply was whole.
  case brokenOff(ServerCall, words: String, tries: Int)
  /// The reply is larger than is read.
  case replyTooLarge(ServerCall, limit: Int)

  // What the server answers.

  /// 401: the token is not known there.
  case notAuthorised(ServerCall, token: TokenSource, words: String)
  /// 403: the token's owner may not do this.
  case forbidden(ServerCall, words: String)
  /// 404.
  case notFound(ServerCall, words: String)
  /// 413: the request is larger than the server takes.
  case requestTooLarge(ServerCall, bytes: Int)
  /// 413 for a request of one task.
  case taskTooLarge(ServerCall, task: String, bytes: Int)
  /// 429, as often as was tried; the wait that the server asked for last, in seconds.
  case tooManyRequests(ServerCall, tries: Int, wait: Int?)
  /// Another status from 400 to 499: what was sent does not suit the server.
  case refused(ServerCall, status: Int, words: String)
  /// A status from 500, as often as was tried.
  case failing(ServerCall, status: Int, words: String, tries: Int)
  /// A redirect, which is never followed: where to, and whether that is another origin.
  case redirected(ServerCall, to: String, elsewhere: Bool)
  /// A reply that is no JSON, or half of one.
  case unreadable(ServerCall, JSONError)
  /// A reply that is JSON without what it should hold.
  case unexpected(ServerCall, missing: String)

  // What the server holds.

  /// A title that the server does not take.
  case title(String, TitleProblem)
  /// More than one project or dataset has the title.
  case severalProjects(title: String, ids: [String])
  /// A project that is to be there is not.
  case noProject(title: String, server: String)
  /// A dataset asks about other classes, and classes cannot be changed there.
  case otherClasses(title: String, found: [String], expected: [String], next: String)
  /// None of a person's accounts is known to the server.
  case unknownAccount(person: String, accounts: [String], known: [String])
  /// After all was sent, some tasks are not there.
  case incomplete(title: String, missing: Int, expected: Int)
  /// A picture that is too large for the server's field, in characters.
  case pictureTooLarge(task: String, characters: Int, limit: Int)
  /// Guidelines that are too long for the server, in characters.
  case guidelinesTooLong(characters: Int, limit: Int)
}

/// What is wrong with a title of a project, a workspace or a dataset.
package enum TitleProblem: Equatable, Sendable {
  /// Shorter than the server takes.
  case tooShort(limit: Int)
  /// Longer than the server takes, in characters.
  case tooLong(limit: Int)
}
