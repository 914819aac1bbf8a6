/// Where a labelling server is, and how one gets in.
///
/// Nothing of it enters a key or a digest.
package struct ServerSpec: Sendable, Equatable {
  package var url: String?
  package var tokenVariable: String?
  package var tokenFile: String?
  package var plainHTTP = false

  /// No server.
  package init() {}
}

extension ServerSpec: SpecSection {
  static let fields: [Field<ServerSpec>] = [
    Field(
      \.url, "url", .text(.path), synonyms: ["address", "host"], default: "no server", isLocation: true,
      "Its address, as `https://labels.example.com`."),
    Field(
      \.tokenVariable, "token_variable", .text(.variable), synonyms: ["token", "api_key", "token_env"],
      default: "`LABEL_STUDIO_TOKEN` or `ARGILLA_API_KEY`", isLocation: true,
      "The environment variable that holds the token; the token itself never stands in a spec."),
    Field(
      \.tokenFile, "token_file", .text(.path), default: "the variable", isLocation: true,
      "The file that holds the token, instead of the variable."),
    Field(
      \.plainHTTP, "plain_http", .flag, synonyms: ["insecure", "http"], isLocation: true,
      "Whether the token may go over http to another host than this machine."),
  ]
}
