extension ReportPage {
  /// What needs attention about the vectors.
  static func attention(_ embedding: EmbeddingSection?) -> [HTML] {
    var notes: [HTML] = []
    if let shrunk = embedding?.shrunk {
      notes.append(
        """
        <span>The median picture has \(shrunk.width) × \(shrunk.height) pixels and is scaled to \
        \(shrunk.inputSize) × \(shrunk.inputSize): what is smaller in it than about \(shrunk.lostWidth) × \
        \(shrunk.lostHeight) pixels cannot be learned. Write <code>tiles: {size: 384}</code> under <code>embed</code> to have pictures cut up, raise \
        <code>stages.embed.input_size</code>, or give an embedder of your own.</span>
        """)
    }
    if let changed = embedding?.changed, changed > 0 {
      notes.append(
        """
        <span>\(Figures.count(changed, "picture", "pictures")) changed while the iteration ran and got no vector: the \
        table <code>embed/broken</code> names them.</span>
        """)
    }
    return notes
  }

  /// What other vectors the model could learn from; nothing where they are not patch features.
  static func offer(_ embedding: EmbeddingSection?) -> HTML {
    guard let offer = embedding?.offer else { return HTML() }
    return """
      <p class="note">The model learns from patch features of the pool. Those of a network see more: \(offer.network), trained \
      on \(offer.trainedOn), is there after <code>winnow weights</code>, with <code>embed: {run: [winnow, hook, \
      convnet-embed]}</code> in the spec.</p>
      """
  }
}
