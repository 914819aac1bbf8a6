import Texts

extension ServerError: ReportedError {
  package var code: String {
    switch self {
    case .address: "servers.address"
    case .noToken: "servers.no_token"
    case .token: "servers.token"
    case .tokenFile: "servers.token_file"
    case .noCurl: "servers.no_curl"
    case .unreachable: "servers.unreachable"
    case .timedOut: "servers.timed_out"
    case .brokenOff: "servers.broken_off"
    case .replyTooLarge: "servers.reply_too_large"
    case .notAuthorised: "servers.not_authorised"
    case .forbidden: "servers.forbidden"
    case .notFound: "servers.not_found"
    case .requestTooLarge: "servers.request_too_large"
    case .taskTooLarge: "servers.task_too_large"
    case .tooManyRequests: "servers.too_many_requests"
    case .refused: "servers.refused"
    case .failing: "servers.failing"
    case .redirected: "servers.redirected"
    case .unreadable: "servers.unreadable"
    case .unexpected: "servers.unexpected"
    case .title: "servers.title"
    case .severalProjects: "servers.several_projects"
    case .noProject: "servers.no_project"
    case .otherClasses: "servers.other_classes"
    case .unknownAccount: "servers.unknown_account"
    case .incomplete: "servers.incomplete"
    case .pictureTooLarge: "servers.picture_too_large"
    case .guidelinesTooLong: "servers.guidelines_too_long"
    }
  }

  package var kind: ErrorKind {
    switch self {
    case .address, .noToken, .token, .tokenFile, .title, .unknownAccount, .guidelinesTooLong: .usage
    default: .data
    }
  }

  package var place: ErrorPlace? {
    switch self {
    case .tokenFile(let path, _), .token(.file(let path), _): ErrorPlace(file: path)
    default: nil
    }
  }

  package var underlying: (any Error)? {
    switch self {
    case .tokenFile(_, let error): error
    case .unreadable(_, let error): error
    default: nil
    }
  }

  package var message: String {
    switch self {
    case .address(let text, let problem): "the server's address \(text.quoted) \(problem.message)"
    case .noToken(let name):
      "there is no token: set the environment variable \(name.printable) to one, or name a file that holds it (token_file)"
    case .token(let source, let problem): "\(source.words) holds no token: \(problem.message)"
    case .tokenFile(_, let error): "the token cannot be read: \(error.message)"
    case .noCurl:
      "curl is not on this machine, and servers are spoken to through it; install it (apt-get install curl, brew install curl)"
    case .incomplete(let title, let missing, let expected):
      "\(missing) of \(expected.counted("task")) \(missing == 1 ? "is" : "are") not in \(title.quoted) although all were "
        + "sent; somebody may be deleting there: send again"
    default: onTheWay ?? answered ?? held
    }
  }

  /// What happened between us and the server; nil for the rest.
  private var onTheWay: String? {
    switch self {
    case .unreachable(let call, let words, let tries):
      "\(call.server.printable) cannot be reached\(after(tries)): \(words.printable); is the server running, and is the "
        + "address right?"
    case .timedOut(let call, let seconds):
      "\(call.words): no whole reply within \(seconds.decimal(seconds < 10 ? 1 : 0)) s; the server is slow or hangs: "
        + "look after it and run the same again, nothing is sent twice"
    case .brokenOff(let call, let words, let tries):
      "\(call.words): the connection broke\(after(tries)): \(words.printable); run the same again, nothing is sent twice"
    case .replyTooLarge(let call, let limit):
      "\(call.words): the reply has more than \(limit.counted("byte")), which is more than is read"
    default: nil
    }
  }

  /// What the server answered; nil for the rest.
  private var answered: String? {
    switch self {
    case .notAuthorised(let call, let token, let words):
      "\(call.words) was answered with 401: the token in \(token.words) is not known there\(said(words)); make a new one "
        + "on the server's page of your account"
    case .forbidden(let call, let words):
      "\(call.words) was answered with 403: the owner of the token may not do this\(said(words)); take the token of "
        + "somebody who may make projects and read answers"
    case .notFound(let call, let words):
      "\(call.words) was answered with 404\(said(words)); is the address that of the labelling server, with the path that "
        + "it is served under?"
    case .requestTooLarge(let call, let bytes):
      "\(call.words) was answered with 413: \(bytes.counted("byte")) are more than the server takes in one request"
    case .taskTooLarge(let call, let task, let bytes):
      "\(call.words) was answered with 413: task \(task.quoted) alone has \(bytes.counted("byte")), more than the server "
        + "takes in one request; raise its limit, or that of the proxy before it"
    case .tooManyRequests(let call, let tries, let wait):
      "\(call.words) was answered with 429, too many requests\(after(tries))"
        + (wait.map { "; the server asks to wait \($0) s" } ?? "") + "; run the same again later"
    case .refused(let call, let status, let words):
      "\(call.words) was answered with \(status): the server does not take what was sent\(said(words))"
    case .failing(let call, let status, let words, let tries):
      "\(call.words) was answered with \(status)\(after(tries)): the server fails\(said(words)); look into its log and run "
        + "the same again, nothing is sent twice"
    case .redirected(let call, let target, let elsewhere):
      "\(call.words) was answered with a redirect to \(target.quoted)"
        + (elsewhere ? ", another origin, where the token was not sent" : ", which is not followed")
        + "; if that is the server, write its address into the spec"
    case .unreadable(let call, let error):
      "\(call.words): the reply is no JSON, or half of it: \(error.message); is this a labelling server, and is a proxy "
        + "cutting replies off?"
    case .unexpected(let call, let missing):
      "\(call.words): the reply has no \(missing.quoted); is the server of a version that this program knows?"
    default: nil
    }
  }

  /// What the server holds.
  private var held: String {
    switch self {
    case .title(let title, .tooShort(let limit)):
      "the title \(title.quoted) has fewer than \(limit) characters, which the server does not take; give the spec a "
        + "longer name"
    case .title(let title, .tooLong(let limit)):
      "the title \(title.quoted) has more than \(limit) characters, which the server does not take; give the spec a "
        + "shorter name"
    case .severalProjects(let title, let ids):
      "\(ids.count) projects are titled \(title.quoted) (\(ids.map(\.printable).joined(separator: ", "))); delete or rename "
        + "all but the one that people work in"
    case .noProject(let title, let server):
      "\(server.printable) has nothing titled \(title.quoted); winnow push makes it, and the token's owner has to see it"
    case .otherClasses(let title, let found, let expected, let next):
      "the dataset \(title.quoted) asks about the classes \(found.listed), the spec about \(expected.listed); a dataset keeps "
        + "its classes, so that new ones need a new dataset, which would be \(next.quoted)"
    case .unknownAccount(let person, let accounts, let known):
      (accounts.isEmpty
        ? "\(person.quoted) has no account in the spec"
        : "none of the accounts of \(person.quoted) (\(accounts.listed)) is known")
        + "; the server knows \(known.isEmpty ? "nobody" : known.listed): make the account there, or correct it in the spec"
    case .pictureTooLarge(let task, let characters, let limit):
      "the picture of task \(task.quoted) has \(characters) characters as a data address; the server takes \(limit)"
    case .guidelinesTooLong(let characters, let limit):
      "the guidelines have \(characters) characters; the server takes \(limit): shorten them, or put a link into them"
    default: ""
    }
  }

  private func after(_ tries: Int) -> String { tries > 1 ? " in \(tries.counted("try", "tries"))" : "" }

  private func said(_ words: String) -> String { words.isEmpty ? "" : ": it says \(words.quoted)" }
}

extension ServerCall {
  /// `GET /api/tasks/ of http://127.0.0.1:8080`.
  fileprivate var words: String { "\(method) \(path.printable) of \(server.printable)" }
}

extension AddressProblem {
  fileprivate var message: String {
    switch self {
    case .scheme: "begins neither with https:// nor with http://"
    case .user: "has a user name in it: the token comes from a variable or a file"
    case .query: "has a query or a fragment: write the address alone"
    case .host: "has no host, or a port that is none of 1 to 65535"
    case .path: "has a path with empty parts or steps upwards"
    case .characters: "has characters that no address has: spaces, quotation marks, or letters outside ASCII"
    case .plain:
      "is plain HTTP to another machine, where anybody on the way reads the token; use https, or plain_http: true if the "
        + "network is yours"
    }
  }
}

extension TokenProblem {
  fileprivate var message: String {
    switch self {
    case .empty: "it is empty"
    case .severalLines: "it has several lines; write the token alone"
    case .characters: "it has spaces, control characters, or letters outside ASCII; write the token alone"
    case .tooLong(let limit): "it has more than \(limit.counted("byte"))"
    }
  }
}
