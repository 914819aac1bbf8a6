/// How a series is drawn: distinguished by form as well as by colour.
enum SeriesStyle: Int, Sendable, CaseIterable {
  case first, second, third, fourth

  /// The class that gives the colour and the dashes.
  var name: HTML {
    switch self {
    case .first: "s1"
    case .second: "s2"
    case .third: "s3"
    case .fourth: "s4"
    }
  }

  /// The mark around the origin.
  var mark: HTML {
    switch self {
    case .first: "<circle r=\"4\"/>"
    case .second: "<rect x=\"-4\" y=\"-4\" width=\"8\" height=\"8\"/>"
    case .third: "<path d=\"M0-5.5 5 3.5H-5Z\"/>"
    case .fourth: "<path d=\"M0-5.5 5.5 0 0 5.5-5.5 0Z\"/>"
    }
  }

  /// A short piece of line with the mark, for a legend.
  var key: HTML {
    """
    <svg class="key \(name)" width="26" height="12" aria-hidden="true"><line x1="0" x2="26" y1="6" y2="6"/>\
    <svg x="13" y="6" overflow="visible">\(mark)</svg></svg>
    """
  }
}
