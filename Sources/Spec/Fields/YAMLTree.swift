/// Builds the node tree of a document from libyaml's events.
///
/// The document is one mapping or value without anchors, aliases, tags or duplicate keys. Depth and size are
/// checked as the events come, because libyaml itself takes seconds over a hundred thousand open brackets.
struct YAMLTree {
  /// The most collections inside each other.
  static let maximumDepth = 64
  /// The most values in a document.
  static let maximumNodes = 65_536

  /// A collection that is still open.
  ///
  /// A class, so that adding to it never copies it.
  private final class Frame {
    let isMapping: Bool
    let start: Mark
    var items: [YAMLNode] = []
    var entries: [YAMLEntry] = []
    /// The line of each key, by its bytes.
    var lines: [[UInt8]: Int] = [:]
    /// The key whose value is due; its text is nil where it was refused.
    var key: (text: String?, span: Span)?

    init(isMapping: Bool, start: Mark) {
      self.isMapping = isMapping
      self.start = start
    }
  }

  private let reading: Reading
  private var frames: [Frame] = []
  private var root: YAMLNode?
  private var nodes = 0

  private init(_ reading: Reading) {
    self.reading = reading
  }

  /// The root of the document; nil where there is none, or it cannot be read and that is reported.
  static func read(_ reading: Reading) -> YAMLNode? {
    var tree = YAMLTree(reading)
    let parser = YAMLEventParser(reading.source.bytes)
    do throws(YAMLProblem) {
      var documents = 0
      while true {
        let event = try parser.next()
        if case .streamEnd = event.kind { return tree.root }
        if case .documentStart = event.kind {
          documents += 1
          if documents > 1 {
            reading.report(.secondDocument, at: event.span)
            return nil
          }
        }
        guard tree.take(event) else { return nil }
      }
    } catch {
      tree.report(error)
      return nil
    }
  }

  private func report(_ problem: YAMLProblem) {
    let span = Span(start: problem.at, end: problem.at)
    if problem.text.contains("cannot start any token"), reading.isTab(problem.at) {
      reading.report(.tabIndentation, at: span)
      return
    }
    let context = problem.context.map { $0.text + " that begins on line \($0.at.line + 1)" }
    reading.report(.syntax(problem: problem.text, context: context), at: span)
  }

  /// Takes one event in; false where the reading ends because of it.
  private mutating func take(_ event: YAMLEvent) -> Bool {
    if let anchor = event.anchor { reading.report(.anchor(anchor), at: event.span) }
    if let tag = event.tag { reading.report(.tag(tag), at: event.span) }
    switch event.kind {
    case .streamStart, .streamEnd, .documentStart, .documentEnd:
      return true
    case .alias(let name):
      reading.report(.alias(name), at: event.span)
      return add(YAMLNode(content: .refused, span: event.span))
    case .scalar(let text, let plain):
      return add(YAMLNode(content: .scalar(text, plain: plain), span: event.span))
    case .sequenceStart:
      return push(isMapping: false, event.span)
    case .mappingStart:
      return push(isMapping: true, event.span)
    case .sequenceEnd, .mappingEnd:
      return pop(end: event.span.end)
    }
  }

  private mutating func push(isMapping: Bool, _ span: Span) -> Bool {
    guard frames.count < YAMLTree.maximumDepth else {
      reading.report(.tooDeep(limit: YAMLTree.maximumDepth), at: span)
      return false
    }
    frames.append(Frame(isMapping: isMapping, start: span.start))
    return true
  }

  private mutating func pop(end: Mark) -> Bool {
    guard let frame = frames.popLast() else { return true }
    let span = Span(start: frame.start, end: end)
    return add(
      YAMLNode(content: frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items), span: span))
  }

  private mutating func add(_ node: YAMLNode) -> Bool {
    nodes += 1
    guard nodes <= YAMLTree.maximumNodes else {
      reading.report(.tooManyValues(limit: YAMLTree.maximumNodes), at: node.span)
      return false
    }
    if let frame = frames.last {
      if frame.isMapping { add(node, to: frame) } else { frame.items.append(node) }
    } else {
      root = node
    }
    return true
  }

  private func add(_ node: YAMLNode, to frame: Frame) {
    guard let key = frame.key else {
      frame.key = (keyText(node, in: frame), node.span)
      return
    }
    if let text = key.text { frame.entries.append(YAMLEntry(key: text, keySpan: key.span, value: node)) }
    frame.key = nil
  }

  /// The text of a key, nil where it is refused and reported.
  private func keyText(_ node: YAMLNode, in frame: Frame) -> String? {
    switch node.content {
    case .refused:
      return nil
    case .sequence, .mapping:
      reading.report(.complexKey, at: node.span)
      return nil
    case .scalar(let text, _):
      if let line = frame.lines[Array(text.utf8)] {
        reading.report(.duplicateKey(text, firstLine: line), at: node.span)
        return nil
      }
      frame.lines[Array(text.utf8)] = node.span.start.line + 1
      return text
    }
  }
}
