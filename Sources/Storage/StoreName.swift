import Texts

/// What the files are called that the pipeline keeps about itself, whatever its stages are.
///
/// The files that stages write are declared in `Catalogue`.
package enum StoreName {
  /// In the data directory: its layout and its pipeline.
  package static let store = "store.json"
  /// In the data directory: held by the one process that writes.
  package static let lock = "lock"
  /// In the data directory: the pictures of batches that are out, as people are shown them; made again if lost.
  package static let pictures = "pictures"
  /// In an iteration: what each stage read and wrote.
  package static let manifest = "manifest.json"
  /// In an iteration: the resolved spec.
  package static let spec = "spec.yaml"
  /// In an iteration: times, machine and outcomes.
  package static let runLog = "runs.jsonl"
  /// In a stage's folder: its record, which the manifest repeats.
  package static let stage = "stage.json"
  /// In any stage's folder, where there is something to say: sentences for people.
  package static let notes = "notes.json"
  /// In the folder of a batch that was chosen again: its records.
  package static let superseded = "superseded.json"
  /// Below `embeddings`: the parts that were removed on purpose.
  package static let dropped = "dropped.json"
  /// In a hook's scratch folder: what it is asked for.
  package static let request = "request.json"
  /// In a hook's scratch folder: how it ended.
  package static let outcome = "outcome.json"

  /// In an iteration whose model was measured on the acceptance set: what that opening, of this number from 1, came to.
  package static func opening(_ number: Int) -> String { "\(openingEvent(number)).json" }

  /// What the log of runs and the log of the hook call an opening of the acceptance set.
  package static func openingEvent(_ number: Int) -> String { "acceptance-\(number)" }

  /// The number of an opening from the name of its file; nil for any other name.
  package static func openingNumber(_ name: String) -> Int? {
    guard name.hasPrefix("acceptance-"), name.hasSuffix(".json"),
      let number = Int(name.dropFirst("acceptance-".count).dropLast(".json".count)), number > 0
    else { return nil }
    return opening(number).equalsByBytes(name) ? number : nil
  }

  /// What a file is called while it is replaced in place.
  package static func temporary(_ name: String) -> String { ".\(name).tmp" }
}
