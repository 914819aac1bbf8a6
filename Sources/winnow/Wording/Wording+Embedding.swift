import Pretrained
import Stages
import Texts

extension Wording {
  /// What a person should know of an iteration's vectors: a line each.
  static func embedding(_ notes: EmbeddingNotes, iteration: Int) -> [String] {
    var lines: [String] = []
    if let shrunk = notes.shrunk { lines.append(Self.shrunk(shrunk)) }
    if let first = notes.changed.first { lines.append(changed(notes.changed.count, first: first)) }
    if let offer = notes.offer { lines.append(Self.offer(offer)) }
    return lines.map { "iteration \(iteration)  embed: \($0)" }
  }

  /// What pretrained features are, and how to get them.
  static func offer(_ network: PretrainedNetwork) -> String {
    "the vectors are patch features of the pool; those of \(network.name), trained on \(network.trainedOn), see more: "
      + "winnow weights, then 'embed: {run: [winnow, hook, convnet-embed]}'"
  }

  private static func shrunk(_ shrunk: EmbeddingNotes.Shrunk) -> String {
    "the median picture has \(shrunk.width) × \(shrunk.height) pixels and is scaled to \(shrunk.inputSize) × "
      + "\(shrunk.inputSize): what is smaller in it than about \(shrunk.lost.width) × \(shrunk.lost.height) pixels cannot "
      + "be learned; write 'tiles: {size: 384}' under embed to have pictures cut up, raise stages.embed.input_size, or "
      + "give an embedder of your own"
  }

  private static func changed(_ count: Int, first: String) -> String {
    let pictures = count == 1 ? "1 picture holds" : "\(count) pictures hold"
    return "\(pictures) other bytes than when the pool was listed and got no vector; the first is \(first.quoted); "
      + "they are looked at again in the next iteration"
  }
}
