extension ReportPage {
  /// The files of the pool that are no part of it, by name; nothing where there are none.
  static func pool(_ report: QualityReport) -> HTML {
    guard let pool = report.pool else { return HTML() }
    var out = HTML()
    if let files = pool.brokenFiles, !files.isEmpty {
      var rows = HTML()
      for file in files {
        rows += """
          <tr><th scope="row"><bdi>\(file.imageID)</bdi></th><td>\(words(file.reason))</td></tr>
          """
      }
      let shown: HTML =
        files.count < pool.broken ? "; the first \(Figures.grouped(files.count)) by name" : HTML()
      out += """
        <h3>Files that could not be read</h3><div class="card scroll" style="margin-bottom:16px"><table>\
        <caption>\(Figures.count(pool.broken, "file", "files")) left out\(shown)</caption><thead><tr>\
        <th scope="col">file</th><th scope="col">what is wrong</th></tr></thead><tbody>\(rows)</tbody></table></div>
        """
    }
    if let kinds = pool.undecodable, !kinds.isEmpty {
      let parts = kinds.map { "\(Figures.grouped($0.count)) \(words($0.name))" }
      out += """
        <p class="note">\(Figures.count(kinds.reduce(0) { $0 + $1.count }, "image of the pool", "images of the pool")) \
        the built-in decoder cannot read (\(Figures.list(parts))); the embedder of your own is asked about them and people \
        are shown them.</p>
        """
    }
    if let kinds = pool.leftAside, !kinds.isEmpty {
      out += """
        <p class="note">In the pool's folder and not taken: \(Figures.list(kinds.map(leftAside), limit: 12)).</p>
        """
    }
    return out
  }

  /// One kind of what was left aside.
  private static func leftAside(_ kind: FilesLeftAside) -> String {
    let what =
      switch kind.reason {
      case "no_pattern": ".\(kind.ending) without a pattern that fits"
      case "not_by_default": ".\(kind.ending), which only a pattern takes"
      case "hidden": ".\(kind.ending) whose names begin with a dot"
      case "hidden_folder":
        kind.files == 1 ? "folder whose name begins with a dot" : "folders whose names begin with a dot"
      default: kind.files == 1 ? "link to a folder of the pool" : "links to folders of the pool"
      }
    return "\(Figures.grouped(kind.files)) \(what) (\(kind.first))"
  }

  /// A code as words.
  static func words(_ code: String) -> String {
    code.split(separator: "_", omittingEmptySubsequences: false).joined(separator: " ")
  }
}
