import Texts

extension ServingError: ReportedError {
  package var code: String {
    switch self {
    case .noServer: "serving.no_server"
    case .noPlatform: "serving.no_platform"
    case .nothingOut: "serving.nothing_out"
    case .picture: "serving.picture"
    case .noAccount: "serving.no_account"
    }
  }

  package var kind: ErrorKind {
    switch self {
    case .noServer, .noPlatform, .noAccount: .usage
    case .nothingOut: .usage
    case .picture: .data
    }
  }

  package var place: ErrorPlace? {
    if case .picture(let image) = self { ErrorPlace(image: image) } else { nil }
  }

  package var message: String {
    switch self {
    case .noServer:
      "the spec names no server; write stages: {export: {server: {url: https://labels.example.com}}}, or hand the tasks out as the "
        + "README.txt beside them says"
    case .noPlatform(let target):
      "tasks go to \(target.printable), which is no server; push and pull know label-studio and argilla (stages.export.to)"
    case .nothingOut(let iteration):
      "iteration \(iteration) has no batch that waits for people; winnow run \(iteration) comes first"
    case .picture(let image):
      "image \(image.quoted) cannot be shown: its file is gone, or has other bytes than when it was picked; put the file back"
    case .noAccount(let people, let key):
      "\(people.map(\.printable).joined(separator: ", ")) \(people.count == 1 ? "has" : "have") no account on the server; write "
        + "\(key.printable): under annotators, with what the server calls each of them"
    }
  }
}
