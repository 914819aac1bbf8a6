import Servers
import Spec
import Stages

/// The labelling server that a spec names.
package enum ServerOfSpec {
  /// Opens it; nothing is asked yet.
  ///
  /// - Parameters:
  ///   - project: The pipeline.
  ///   - target: What kind of server it is.
  /// - Returns: The server.
  /// - Throws: `ServingError.noServer`, `.noPlatform`; `ServerError` for an address or a token that is none.
  package static func open(_ project: Project, target: ExportSpec.Target) throws -> any LabellingServer {
    let server = project.spec.stages.export.server
    guard let url = server.url else { throw ServingError.noServer }
    let address = try ServerAddress(url, allowsPlain: server.plainHTTP)
    let setup = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory)
    func source(_ usual: String) -> TokenSource {
      server.tokenFile.map { .file(setup.path($0)) } ?? .variable(server.tokenVariable ?? usual)
    }
    switch target {
    case .labelStudio:
      let source = source("LABEL_STUDIO_TOKEN")
      return LabelStudioServer(address: address, token: try source.read(), source: source)
    case .argilla:
      let source = source("ARGILLA_API_KEY")
      return ArgillaServer(address: address, token: try source.read(), source: source)
    case .csv, .prodigy: throw ServingError.noPlatform(target.rawValue)
    }
  }
}
