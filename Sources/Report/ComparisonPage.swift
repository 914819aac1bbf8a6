/// A comparison as one self-contained page, in the look of the quality report.
package enum ComparisonPage {
  /// A table of the page.
  package struct Grid: Sendable, Equatable {
    package let caption: String
    package let header: [String]
    /// One text a column.
    package let rows: [[String]]
    /// The columns that hold numbers, from 0: they are set to the right.
    package let numbers: Set<Int>

    /// Makes a table.
    package init(caption: String = "", header: [String], rows: [[String]], numbers: Set<Int> = []) {
      self.caption = caption
      self.header = header
      self.rows = rows
      self.numbers = numbers
    }
  }

  /// A part of the page.
  package struct Section: Sendable, Equatable {
    package let title: String
    /// Lines of text before the tables.
    package let notes: [String]
    package let grids: [Grid]

    /// Makes a part.
    package init(title: String, notes: [String] = [], grids: [Grid] = []) {
      self.title = title
      self.notes = notes
      self.grids = grids
    }
  }

  /// What the page shows: plain values.
  package struct Content: Sendable, Equatable {
    package let title: String
    /// The answer in a line.
    package let verdict: String
    package let notes: [String]
    package let sections: [Section]

    /// Makes the content.
    package init(title: String, verdict: String, notes: [String], sections: [Section]) {
      self.title = title
      self.verdict = verdict
      self.notes = notes
      self.sections = sections
    }
  }

  /// The text of the page: no script, nothing remote, everything escaped by the type `HTML`.
  package static func html(_ content: Content) -> String {
    let sections = content.sections.enumerated().map { section($1, number: $0) }
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
      \(PageStyle.css)</style>
      </head>
      <body>
      <main>
      <header class="card"><p class="eyebrow">\(content.title)</p><h1>\(content.verdict)</h1>
      \(notes(content.notes))</header>
      \(HTML(sections))<footer><p>Winnow · content is compared, not bytes: compression and row groups make no difference.</p></footer>
      </main>
      </body>
      </html>

      """
    return page.text
  }

  private static func section(_ section: Section, number: Int) -> HTML {
    """
    <section aria-labelledby="s\(number)"><h2 id="s\(number)">\(section.title)</h2>
    \(notes(section.notes))\(HTML(section.grids.map(grid)))</section>

    """
  }

  private static func notes(_ notes: [String]) -> HTML {
    HTML(notes.map { "<p class=\"sub\">\($0)</p>\n" as HTML })
  }

  private static func grid(_ grid: Grid) -> HTML {
    let head = HTML(grid.header.enumerated().map { cell("th", $1, isNumber: grid.numbers.contains($0)) })
    let rows = HTML(
      grid.rows.map { row -> HTML in
        "<tr>\(HTML(row.enumerated().map { cell("td", $1, isNumber: grid.numbers.contains($0)) }))</tr>\n"
      })
    let caption: HTML = grid.caption.isEmpty ? "" : "<caption>\(grid.caption)</caption>"
    return """
      <div class="card stackv"><table>\(caption)<thead><tr>\(head)</tr></thead>
      <tbody>\(rows)</tbody></table></div>

      """
  }

  private static func cell(_ tag: HTML, _ text: String, isNumber: Bool) -> HTML {
    let kind: HTML = isNumber ? " class=\"n\"" : ""
    return "<\(tag)\(kind)>\(text)</\(tag)>"
  }
}
