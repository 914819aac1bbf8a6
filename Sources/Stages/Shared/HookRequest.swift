import Foundation
import Storage

/// What a hook is asked to do: the content of the file that `WINNOW_REQUEST` names.
///
/// Paths are absolute.
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

    /// Names the files.
    package init(
      images: String? = nil, training: String? = nil, embeddings: [String]? = nil, state: String? = nil
    ) {
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

  /// The version of this contract: 1.
  package var winnow = 1
  /// The stage.
  package var stage: String
  /// `fit`, `embed` or `train`.
  package var action: String
  package var iteration: Int
  package var randomSeed: UInt64
  package var classes: [String]
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

  /// Makes a request.
  package init(
    stage: String, action: String, iteration: Int, randomSeed: UInt64, classes: [String],
    parameters: [String: JSONValue], inputs: Inputs, outputs: Outputs, checkpoint: String? = nil, threads: Int
  ) {
    self.stage = stage
    self.action = action
    self.iteration = iteration
    self.randomSeed = randomSeed
    self.classes = classes
    self.parameters = parameters
    self.inputs = inputs
    self.outputs = outputs
    self.checkpoint = checkpoint
    self.threads = threads
  }

  /// The text of the request file.
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self))
  }

  /// Reads the request that the environment names.
  ///
  /// - Throws: `HookRequestError` if there is none or it cannot be read.
  package static func fromEnvironment() throws -> HookRequest {
    guard let path = ProcessInfo.processInfo.environment["WINNOW_REQUEST"] else { throw HookRequestError.notSet }
    do {
      return try JSONDecoder().decode(HookRequest.self, from: Data(try Files.read(path, limit: 16 << 20)))
    } catch {
      throw HookRequestError.unreadable(path: path)
    }
  }
}

/// Why a hook of ours cannot begin.
package enum HookRequestError: Error, Sendable, Equatable {
  /// `WINNOW_REQUEST` is not set: it was not the engine that started it.
  case notSet
  case unreadable(path: String)
  /// The request lacks an input or output that the hook needs.
  case missing(field: String)
}
