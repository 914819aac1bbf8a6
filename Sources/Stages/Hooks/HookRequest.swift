import Engine
import Foundation
import JSON
import Storage

/// What a hook is asked to do: the content of the file that `WINNOW_REQUEST` names.
///
/// Paths are absolute. It holds what the answer may depend on and no more, and all of it enters the stage's key but `threads`
/// and `checkpoint`: `fit` is given images, parameters and the random seed; `embed` images, parameters and the fitted state,
/// so that a vector depends on nothing else; `train` all that there is.
package struct HookRequest: Codable, Sendable {
  /// Files to read.
  package struct Inputs: Codable, Sendable {
    /// Table `image_id, sha256, path`: to fit on or to embed.
    ///
    /// For `train` the table `embedding_index`: the images that are asked about.
    package var images: String?
    /// For `train`: the table `training`.
    package var training: String?
    /// For `train`: the parts of the embedding store, tables `sha256, embedding`.
    package var embeddings: [String]?
    /// For `embed`: the folder that `fit` wrote.
    ///
    /// For `train`: the folder `state` of the iteration before.
    package var state: String?
    /// For `fit` and `embed` of the built-in network: its weights.
    package var weights: String?

    /// Names the files.
    package init(
      images: String? = nil, training: String? = nil, embeddings: [String]? = nil, state: String? = nil,
      weights: String? = nil
    ) {
      self.weights = weights
      self.images = images
      self.training = training
      self.embeddings = embeddings
      self.state = state
    }
  }

  /// Files to write.
  package struct Outputs: Codable, Sendable {
    /// For `train`: table `image_id, probabilities`, one row for each image asked about.
    ///
    /// Optionally `tempered`; `members`, for each image a list of what each member of a committee or pass with dropout says;
    /// `gradient_norm`, the length of the loss's gradient; and `embedding`, the vector that the last layer sees.
    package var predictions: String?
    /// For `embed`: table `image_id, embedding`.
    package var embeddings: String?
    /// For `embed`: table `image_id, reason` of the images that cannot be read.
    package var broken: String?
    /// For `train`: an object of figures, free in form.
    ///
    /// Optional.
    package var metrics: String?
    /// For `fit` and `train`: a folder, which exists, for what the next call needs.
    package var state: String?

    /// Names the files.
    package init(
      predictions: String? = nil, embeddings: String? = nil, broken: String? = nil, metrics: String? = nil,
      state: String? = nil
    ) {
      self.predictions = predictions
      self.embeddings = embeddings
      self.broken = broken
      self.metrics = metrics
      self.state = state
    }
  }

  /// The version of this contract.
  ///
  /// 2: `fit` has no `iteration` and no `classes`, `embed` has no `random_seed` either.
  package static let version = 2

  /// The version of the contract that the request follows.
  package var winnow = HookRequest.version
  /// The stage.
  package var stage: String
  /// `fit`, `embed` or `train`.
  package var action: String
  /// For `train`: the iteration's number.
  package var iteration: Int?
  /// For `fit` and `train`: where draws come from.
  package var randomSeed: UInt64?
  /// For `train`: the classes in the order of the probabilities.
  package var classes: [String]?
  /// Parameters of the spec.
  package var parameters: [String: JSONValue]
  package var inputs: Inputs
  package var outputs: Outputs
  /// A folder that the calls of a stage share and that survives a failed or killed attempt with the same key.
  package var checkpoint: String?
  /// Threads that may be used; no output may depend on it.
  package var threads: Int

  enum CodingKeys: String, CodingKey {
    case winnow, stage, action, iteration, classes, parameters, inputs, outputs, checkpoint, threads
    case randomSeed = "random_seed"
  }

  private init(stage: String, action: String, parameters: [String: JSONValue]) {
    self.stage = stage
    self.action = action
    self.parameters = parameters
    inputs = Inputs()
    outputs = Outputs()
    threads = 1
  }

  /// A request to fit an embedder; inputs, outputs, checkpoint and threads are still to be set.
  package static func fit(stage: String, parameters: [String: JSONValue], randomSeed: UInt64) -> HookRequest {
    var request = HookRequest(stage: stage, action: "fit", parameters: parameters)
    request.randomSeed = randomSeed
    return request
  }

  /// A request to embed images; inputs, outputs, checkpoint and threads are still to be set.
  package static func embed(stage: String, parameters: [String: JSONValue]) -> HookRequest {
    HookRequest(stage: stage, action: "embed", parameters: parameters)
  }

  /// A request to train and predict; inputs, outputs, checkpoint and threads are still to be set.
  package static func train(
    stage: String, parameters: [String: JSONValue], iteration: Int, randomSeed: UInt64, classes: [String]
  ) -> HookRequest {
    var request = HookRequest(stage: stage, action: "train", parameters: parameters)
    request.iteration = iteration
    request.randomSeed = randomSeed
    request.classes = classes
    return request
  }

  /// The random seed of a request that must have one.
  ///
  /// - Throws: `HookRequestError.missing`.
  package func seed() throws -> UInt64 {
    guard let randomSeed else { throw HookRequestError.missing(field: "random_seed") }
    return randomSeed
  }

  /// The classes of a request that must have them.
  ///
  /// - Throws: `HookRequestError.missing`.
  package func classNames() throws -> [String] {
    guard let classes else { throw HookRequestError.missing(field: "classes") }
    return classes
  }

  /// The iteration's number of a request that must have it.
  ///
  /// - Throws: `HookRequestError.missing`.
  package func number() throws -> Int {
    guard let iteration else { throw HookRequestError.missing(field: "iteration") }
    return iteration
  }

  /// The text of the request file.
  package func encoded() throws -> [UInt8] {
    try CodedJSON.bytes(of: self, .pretty)
  }

  /// Reads the request that the environment names.
  ///
  /// - Throws: `HookRequestError` if there is none or it cannot be read.
  package static func fromEnvironment() throws -> HookRequest {
    guard let path = ProcessInfo.processInfo.environment[HookRunner.requestVariable] else {
      throw HookRequestError.notSet
    }
    let request: HookRequest
    do {
      request = try CodedJSON.read(HookRequest.self, from: Files.read(path, limit: 16 << 20))
    } catch {
      throw HookRequestError.unreadable(path: path)
    }
    guard request.winnow == version else {
      throw HookRequestError.otherVersion(path: path, found: request.winnow, known: version)
    }
    return request
  }
}
