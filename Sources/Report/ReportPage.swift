/// The quality report as one self-contained file.
package enum ReportPage {
  /// The text of `report.html`: no script, nothing remote, the same for equal values.
  ///
  /// Everything that comes from data is escaped by the type `HTML`. A thumbnail whose bytes do not begin as a PNG is
  /// shown as its caption alone.
  package static func html(
    _ report: QualityReport, contactSheet: [Thumbnail], mistakes: [Mistake] = []
  ) -> String {
    let sections = [
      report.iteration == 0 || report.coldStart != nil
        ? Section(id: "cold-start", title: "Cold start", content: coldStart(report)) : nil,
      Section(id: "learning", title: "Learning", content: learning(report)),
      report.stopHistory.map {
        Section(id: "stopping", title: "When it would have stopped", content: stopping(report, $0))
      },
      Section(id: "model", title: "Model", content: model(report)),
      Section(id: "estimates", title: "All unlabelled images", content: estimates(report)),
      Section(id: "classes", title: "Classes", content: classes(report)),
      Section(id: "annotators", title: "Annotators", content: annotators(report, mistakes)),
      Section(id: "labels", title: "Labels", content: labels(report)),
      Section(id: "cost", title: "Cost", content: cost(report)),
      Section(id: "batch", title: "The batch", content: batch(report, contactSheet)),
    ].compactMap { $0 }
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src \
      'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <title>\(report.pipeline), iteration \(report.iteration): quality report</title>
      <style>
      \(PageStyle.css)</style>
      </head>
      <body>
      <main>
      \(opening(report))
      <nav aria-label="Sections">\(sections.map { "<a href=\"#\($0.id)\">\($0.title)</a> " as HTML })</nav>
      \(sections.map(\.html))\(footer(report))
      </main>
      </body>
      </html>

      """
    return page.text
  }

  private struct Section {
    var id: HTML
    var title: HTML
    var content: HTML

    var html: HTML {
      "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(title)</h2>\n\(content)</section>\n"
    }
  }

  /// One line where there is nothing to show.
  static func none(_ why: HTML) -> HTML {
    "<div class=\"card\"><p class=\"none\">\(why)</p></div>\n"
  }

  private static func footer(_ report: QualityReport) -> HTML {
    """
    <footer><p>Intervals are 95 %: Wilson's for shares, the bootstrap over groups for F1 where one is given. F1 is \
    measured on the monitoring holdout, which is never selected and never trained on. Disagreement counts independent \
    first-round votes only. All values of this page are in <code>quality.json</code>.</p>\
    <p>Winnow · \(report.pipeline) · iteration \(report.iteration)</p></footer>
    """
  }
}
