/// Small bars that stand in the rows of a table, where the number stands beside them as text.
enum Bars {
  /// A bar from the left, with marks; all positions are shares of the width.
  static func bar(
    _ share: Double, style: SeriesStyle = .first, interval: (low: Double, high: Double)? = nil,
    line: Double? = nil
  ) -> HTML {
    var out: HTML = """
      <svg class="bar \(style.name)" width="100%" height="18" aria-hidden="true">\
      <rect class="track" x="0" y="3" width="100%" height="12" rx="2"/>\
      <rect class="fill" x="0" y="3" width="\(percent(share))" height="12" rx="2"/>
      """
    out += whisker(interval)
    out += rule(line)
    out += "</svg>"
    return out
  }

  /// A point with its interval and the line it is held to.
  static func dot(
    _ value: Double?, style: SeriesStyle = .first, interval: (low: Double, high: Double)?, line: Double?,
    from lowest: Double = 0
  ) -> HTML {
    func scaled(_ value: Double) -> Double { lowest < 1 ? (value - lowest) / (1 - lowest) : 0 }
    var out: HTML = """
      <svg class="bar \(style.name)" width="100%" height="18" aria-hidden="true">\
      <rect class="track" x="0" y="8" width="100%" height="2"/>
      """
    out += rule(line.map(scaled))
    if let interval {
      out += """
        <line class="interval" x1="\(percent(scaled(interval.low)))" x2="\(percent(scaled(interval.high)))" y1="9" \
        y2="9"/>
        """
    }
    if let value {
      out +=
        "<svg x=\"\(percent(scaled(value)))\" y=\"9\" overflow=\"visible\" class=\"mark\">\(style.mark)</svg>"
    }
    out += "</svg>"
    return out
  }

  /// Parts of a whole, one after the other.
  static func stack(_ parts: [(share: Double, style: Int, note: String)], line: Double? = nil) -> HTML {
    var out: HTML = """
      <svg class="stack" width="100%" height="28" aria-hidden="true">\
      <rect class="track" x="0" y="2" width="100%" height="24" rx="3"/>
      """
    var start = 0.0
    for part in parts where part.share > 0 {
      out += """
        <rect class="part\(part.style)" x="\(percent(start))" y="2" width="\(percent(part.share))" height="24">\
        <title>\(part.note)</title></rect>
        """
      start += part.share
    }
    if let line {
      out += "<line class=\"reference\" x1=\"\(percent(line))\" x2=\"\(percent(line))\" y1=\"0\" y2=\"28\"/>"
    }
    out += "</svg>"
    return out
  }

  private static func percent(_ share: Double) -> String {
    Figures.attribute(min(100, max(0, share.isNaN ? 0 : share * 100))) + "%"
  }

  private static func whisker(_ interval: (low: Double, high: Double)?) -> HTML {
    guard let interval else { return HTML() }
    let low = percent(interval.low)
    let high = percent(interval.high)
    return """
      <line class="whisker" x1="\(low)" x2="\(high)" y1="9" y2="9"/>\
      <line class="whisker" x1="\(low)" x2="\(low)" y1="5" y2="13"/>\
      <line class="whisker" x1="\(high)" x2="\(high)" y1="5" y2="13"/>
      """
  }

  private static func rule(_ line: Double?) -> HTML {
    guard let line else { return HTML() }
    return "<line class=\"reference\" x1=\"\(percent(line))\" x2=\"\(percent(line))\" y1=\"0\" y2=\"18\"/>"
  }
}
