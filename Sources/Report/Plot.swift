/// A chart of lines over a numeric axis.
///
/// Width follows the page and heights are in pixels: x is in percent of the width, so text and marks keep their size on
/// a phone. Lines are drawn in an inner `svg` that is stretched, with strokes that are not.
struct Plot {
  struct Point {
    var x: Double
    var y: Double
    var low: Double?
    var high: Double?
    /// What a pointer over the mark says.
    var note = ""
  }

  struct Series {
    var name: String
    var style: SeriesStyle
    var points: [Point]
    /// Whether the intervals are drawn as a band beside the line; otherwise each at its point.
    var isBanded = false
    /// Whether each point has its mark; otherwise the last one alone.
    var marked = true
    /// How the last value is written beside it; nil: not at all.
    var lastLabel: String?
  }

  struct Reference {
    var y: Double
    var label: String
    /// Whether it is there to compare with; otherwise it is there to keep.
    var neutral = false
  }

  /// A curve with a band about it, behind everything else.
  struct Band {
    struct Place {
      var x: Double
      var y: Double
      var low: Double
      var high: Double
    }

    var name: String
    var places: [Place]
  }

  /// What the chart shows, for those who do not see it.
  var summary: String
  var xTicks: [(value: Double, label: String)]
  var yTicks: [(value: Double, label: String)]
  var xRange: ClosedRange<Double>
  var yRange: ClosedRange<Double>
  var xTitle: String
  var series: [Series]
  var references: [Reference] = []
  var band: Band?
  var height = 220.0

  private func across(_ x: Double) -> Double {
    let width = xRange.upperBound - xRange.lowerBound
    return width > 0 ? min(100, max(0, (x - xRange.lowerBound) / width * 100)) : 50
  }

  private func down(_ y: Double) -> Double {
    let span = yRange.upperBound - yRange.lowerBound
    return span > 0 ? min(height, max(0, height - (y - yRange.lowerBound) / span * height)) : height / 2
  }

  /// Whether a label above a line at `y` is farther from the points on the left than from those on the right.
  private func isFreeAtLeft(_ y: Double) -> Bool {
    func nearest(_ range: ClosedRange<Double>) -> Double {
      let points = series.flatMap(\.points).filter { range.contains(across($0.x)) }
      return points.map { abs(down($0.y) - down(y) + 8) }.min() ?? .infinity
    }
    return nearest(0...35) >= min(30, nearest(65...100))
  }

  /// The chart with its legend, if it has more than one series.
  var html: HTML {
    var out: HTML = """
      <div class="plot"><svg class="chart" role="img" aria-label="\(summary)" width="100%" \
      height="\(Figures.attribute(height))"><title>\(summary)</title>
      """
    for tick in yTicks {
      let y = Figures.attribute(down(tick.value))
      out += """
        <line class="grid" x1="0" x2="100%" y1="\(y)" y2="\(y)"/>\
        <text class="tick" x="-8" y="\(y)" dy="4" text-anchor="end">\(tick.label)</text>
        """
    }
    for tick in xTicks {
      let x = Figures.attribute(across(tick.value)) + "%"
      out += """
        <text class="tick" x="\(x)" y="\(Figures.attribute(height))" dy="18" text-anchor="middle">\(tick.label)</text>
        """
    }
    if let band { out += drawn(band) }
    for reference in references where yRange.contains(reference.y) {
      let y = Figures.attribute(down(reference.y))
      let look: HTML = reference.neutral ? " neutral" : ""
      let side: HTML = isFreeAtLeft(reference.y) ? "x=\"4\"" : "x=\"100%\" dx=\"-4\" text-anchor=\"end\""
      out += """
        <line class="reference\(look)" x1="0" x2="100%" y1="\(y)" y2="\(y)"/>\
        <text class="\(reference.neutral ? "neutral-label" as HTML : "reference-label")" \(side) y="\(y)" \
        dy="-5">\(reference.label)</text>
        """
    }
    for line in series { out += drawn(line) }
    out += "</svg>"
    if !xTitle.isEmpty { out += "<p class=\"axis\">\(xTitle)</p>" }
    out += "</div>"
    if series.count > 1 || band != nil {
      out += "<p class=\"legend\">"
      for line in series { out += "<span>\(line.style.key)\(line.name)</span> " }
      if let band {
        out += """
          <span><svg class="key band" width="26" height="12" aria-hidden="true"><rect width="26" height="12"/>\
          <line x1="0" x2="26" y1="6" y2="6"/></svg>\(band.name)</span> 
          """
      }
      out += "</p>"
    }
    return out
  }

  /// The points of a line in the stretched drawing.
  private func path(_ points: [(x: Double, y: Double)]) -> String {
    points.map { Figures.attribute(across($0.x) * 10) + "," + Figures.attribute(down($0.y)) }.joined(separator: " ")
  }

  private func drawn(_ band: Band) -> HTML {
    let edge = band.places.map { ($0.x, $0.low) } + band.places.reversed().map { ($0.x, $0.high) }
    return """
      <g class="band"><svg width="100%" height="\(Figures.attribute(height))" viewBox="0 0 1000 \(Figures.attribute(height))" \
      preserveAspectRatio="none" overflow="visible"><polygon points="\(path(edge))"/>\
      <polyline points="\(path(band.places.map { ($0.x, $0.y) }))"/></svg></g>
      """
  }

  private func drawn(_ line: Series) -> HTML {
    var out: HTML = "<g class=\"\(line.style.name)\(series.count == 1 ? " only" as HTML : HTML())\">"
    if line.points.count > 1 {
      var spread = HTML()
      if line.isBanded {
        let ends = line.points.filter { $0.low != nil && $0.high != nil }
        let edge =
          ends.map { (x: $0.x, y: $0.high ?? $0.y) } + ends.reversed().map { (x: $0.x, y: $0.low ?? $0.y) }
        spread = "<polygon class=\"spread\" points=\"\(path(edge))\"/>"
      }
      out += """
        <svg width="100%" height="\(Figures.attribute(height))" viewBox="0 0 1000 \(Figures.attribute(height))" \
        preserveAspectRatio="none" overflow="visible">\(spread)<polyline points="\(path(line.points.map { ($0.x, $0.y) }))"/></svg>
        """
    }
    let marked = line.marked ? line.points : Array(line.points.suffix(1))
    for point in marked {
      let x = Figures.attribute(across(point.x)) + "%"
      if !line.isBanded, let low = point.low, let high = point.high {
        out += """
          <line class="interval" x1="\(x)" x2="\(x)" y1="\(Figures.attribute(down(low)))" \
          y2="\(Figures.attribute(down(high)))"/>
          """
      }
      out += """
        <svg x="\(x)" y="\(Figures.attribute(down(point.y)))" overflow="visible" class="mark">\
        \(point.note.isEmpty ? HTML() : "<title>\(point.note)</title>" as HTML)\(line.style.mark)</svg>
        """
    }
    if let label = line.lastLabel, let last = line.points.last {
      let others = series.filter { $0.name != line.name }.compactMap { $0.points.last?.y }
      let below = others.contains { $0 > last.y }
      out += """
        <text class="value" x="\(Figures.attribute(across(last.x)))%" y="\(Figures.attribute(down(last.y)))" \
        dx="\(line.points.count > 1 ? -9 : 9)" dy="\(below ? 20 : -10)" \
        text-anchor="\(line.points.count > 1 ? "end" : "start")">\(label)</text>
        """
    }
    out += "</g>"
    return out
  }
}
