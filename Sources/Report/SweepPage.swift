/// Batches side by side as one self-contained page: what is in each, and how much each shares with the others.
package enum SweepPage {
  /// A batch.
  package struct Row: Sendable, Equatable {
    /// Its number, or what stands for one.
    package var number: String
    package var label: String
    /// Its images by class, in the order of the classes.
    package var predicted: [Int]
    package var size: Int
    /// Further figures, in the order of the page's header.
    package var figures: [String]

    package init(number: String, label: String, predicted: [Int], size: Int, figures: [String]) {
      self.number = number
      self.label = label
      self.predicted = predicted
      self.size = size
      self.figures = figures
    }
  }

  /// What the page shows: plain values.
  package struct Content: Sendable, Equatable {
    package var title: String
    package var headline: String
    package var notes: [String]
    /// What the figures of a row are.
    package var header: [String]
    package var classes: [String]
    package var rows: [Row]
    /// How many images two batches share: `[row][other row]`.
    package var shared: [[Int]]

    package init(
      title: String, headline: String, notes: [String], header: [String], classes: [String], rows: [Row],
      shared: [[Int]]
    ) {
      self.title = title
      self.headline = headline
      self.notes = notes
      self.header = header
      self.classes = classes
      self.rows = rows
      self.shared = shared
    }
  }

  /// The text of the page: no script, nothing remote, everything escaped by the type `HTML`.
  package static func html(_ content: Content) -> String {
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <title>\(content.title)</title>
      <style>
      \(PageStyle.css)\(style)</style>
      </head>
      <body>
      <main>
      <header class="card"><p class="eyebrow">\(content.title)</p><h1>\(content.headline)</h1>
      \(HTML(content.notes.map { "<p class=\"sub\">\($0)</p>\n" as HTML }))</header>
      <section aria-labelledby="batches"><h2 id="batches">The batches</h2>\(figures(content))</section>
      <section aria-labelledby="makeup"><h2 id="makeup">What the model takes their images for</h2>\(makeUp(content))</section>
      <section aria-labelledby="overlap"><h2 id="overlap">What they share</h2>\(overlap(content))</section>
      <footer><p>Winnow · nothing was written into the data directory; the iteration is as it was.</p></footer>
      </main>
      </body>
      </html>

      """
    return page.text
  }

  /// Colours for more classes than the report's charts have series, and room for the labels of batches.
  private static let style: HTML = """
    .mix4{fill:#8a6d1d}.mix5{fill:#4d6b85}.mix6{fill:#a3456b}.mix7{fill:#5c7f3a}.mix8{fill:var(--muted)}
    .mix0{fill:var(--s1)}.mix1{fill:var(--s2)}.mix2{fill:var(--s3)}.mix3{fill:var(--s4)}
    svg.mix rect+rect{stroke:var(--card);stroke-width:1.5}svg.keybox{display:inline-block;vertical-align:-1px}
    header.card h1{font-size:1.7rem;margin:4px 0 8px}h2{margin-bottom:10px}

    """

  private static func figures(_ content: Content) -> HTML {
    let head = HTML(content.header.map { "<th scope=\"col\" class=\"n\">\($0)</th>" as HTML })
    let rows = content.rows.map { row -> HTML in
      """
      <tr><td>\(row.number)</td><th scope="row">\(row.label)</th>\
      \(HTML(row.figures.map { "<td class=\"n\">\($0)</td>" as HTML }))</tr>
      """
    }
    return """
      <div class="card scroll"><table><thead><tr><th scope="col"></th><th scope="col">tried</th>\(head)</tr></thead>\
      <tbody>\(rows)</tbody></table></div>
      """
  }

  // MARK: Make-up

  private static let colours = 9

  private static func makeUp(_ content: Content) -> HTML {
    let rows = content.rows.map { row -> HTML in
      """
      <tr><td>\(row.number)</td><th scope="row" class="hide">\(row.label)</th><td style="width:70%">\(bar(row, content))</td>\
      <td class="n">\(Figures.grouped(row.size))</td></tr>
      """
    }
    let keys = content.classes.enumerated().map { place, name -> HTML in
      """
      <span><svg class="keybox" width="11" height="11" aria-hidden="true"><rect class="mix\(min(place, colours - 1))" \
      width="11" height="11" rx="3"/></svg>\(name)</span>
      """
    }
    let head = HTML(content.rows.map { "<th scope=\"col\" class=\"n\">\($0.number)</th>" as HTML })
    let counts = content.classes.enumerated().map { place, name -> HTML in
      let cells = content.rows.map { row -> HTML in
        let count = row.predicted.indices.contains(place) ? row.predicted[place] : 0
        return "<td class=\"n\">\(count == 0 ? "·" : Figures.grouped(count))</td>"
      }
      return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>"
    }
    return """
      <div class="card"><table><thead><tr><th scope="col"></th><th scope="col" class="hide">tried</th>\
      <th scope="col">by predicted class</th><th scope="col" class="n">images</th></tr></thead><tbody>\(rows)</tbody></table>\
      <p class="legend">\(keys)</p></div><div class="card scroll" style="margin-top:16px"><table>\
      <caption>The same as numbers of images</caption><thead><tr><th scope="col">class</th>\(head)</tr></thead>\
      <tbody>\(counts)</tbody></table></div>
      """
  }

  private static func bar(_ row: Row, _ content: Content) -> HTML {
    let total = row.predicted.reduce(0, +)
    var out: HTML = """
      <svg class="mix" width="100%" height="22" role="img" aria-label="\(row.label)">\
      <rect class="track" x="0" y="2" width="100%" height="18" rx="2"/>
      """
    var start = 0.0
    for (place, count) in row.predicted.enumerated() where count > 0 {
      let share = Double(count) / Double(max(1, total)) * 100
      let name = content.classes.indices.contains(place) ? content.classes[place] : ""
      out += """
        <rect class="mix\(min(place, colours - 1))" x="\(Figures.attribute(start))%" y="2" \
        width="\(Figures.attribute(share))%" height="18"><title>\(name): \(Figures.grouped(count))</title></rect>
        """
      start += share
    }
    out += "</svg>"
    return out
  }

  // MARK: Overlap

  private static func overlap(_ content: Content) -> HTML {
    let head = HTML(content.rows.map { "<th scope=\"col\">\($0.number)</th>" as HTML })
    let rows = content.rows.indices.map { row -> HTML in
      let cells = content.rows.indices.map { cell(content, row, $0) }
      return "<tr><th scope=\"row\">\(content.rows[row].number)</th>\(cells)</tr>"
    }
    let names = content.rows.map { "<span><b>\($0.number)</b> \($0.label)</span>" as HTML }
    return """
      <div class="card"><div class="scroll"><table class="heat"><caption>Images that two batches share; the deeper the tint, the more \
      of all that either holds</caption><thead><tr><th class="corner"></th>\(head)</tr></thead><tbody>\(rows)</tbody></table></div>\
      <p class="legend">\(names)</p></div>
      """
  }

  private static func cell(_ content: Content, _ row: Int, _ column: Int) -> HTML {
    guard content.shared.indices.contains(row), content.shared[row].indices.contains(column) else { return "<td></td>" }
    let shared = content.shared[row][column]
    let either = content.rows[row].size + content.rows[column].size - shared
    guard shared > 0, either > 0 else { return "<td class=\"zero\">·</td>" }
    let level = max(1, min(9, shared * 10 / either))
    return "<td class=\"\(row == column ? "d" : "o")\(level)\">\(Figures.grouped(shared))</td>"
  }
}
