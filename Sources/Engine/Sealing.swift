import Storage

/// Closes an iteration with two digests; both are computed from its manifest alone.
package enum Sealing {
  /// The seal and the chain digest of `manifest`, which need not be sealed yet.
  package static func seal(_ manifest: Manifest) -> Seal {
    var seal = DigestBuilder()
    var chain = DigestBuilder()
    seal.update("winnow seal 1")
    chain.update("winnow chain 1")
    seal.update(manifest.previous?.seal ?? "")
    chain.update(manifest.previous?.chain ?? "")
    seal.update(manifest.specSHA256)
    chain.update(manifest.specChainSHA256)
    for text in [manifest.pipeline, String(manifest.iteration)] {
      seal.update(text)
      chain.update(text)
    }
    for stage in manifest.stages {
      seal.update(stage.name)
      seal.update(stage.key)
      chain.update(stage.name)
      for output in stage.outputs {
        seal.update(output.path)
        seal.update(output.fileSHA256)
        chain.update(output.path)
        chain.update(output.contentSHA256)
      }
    }
    return Seal(seal: seal.finalize().hex, chain: chain.finalize().hex)
  }
}
