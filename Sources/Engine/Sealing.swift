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
    for (number, batch) in (manifest.superseded ?? []).enumerated() {
      for text in [Supersession.folder(number + 1), batch.reason] {
        seal.update(text)
        chain.update(text)
      }
      seal.update(batch.specSHA256)
      chain.update(batch.specChainSHA256)
      for stage in batch.stages {
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
      // The spec among them has locations, which no chain digest depends on.
      for file in batch.files {
        seal.update(file.path)
        seal.update(file.fileSHA256)
      }
    }
    return Seal(seal: seal.finalize().hex, chain: chain.finalize().hex)
  }
}
