import Storage

/// Where builds before kept a table without rows: under its name with `-empty` behind it.
///
/// It is a Parquet file like any other and has its own name now, under which people and `winnow show` look for it.
enum EmptyTable {
  /// The path under which builds before kept the table at `path` if it was empty.
  static func path(_ path: String) -> String { "\(path)-empty" }

  /// The path under which the table at `path` is kept; `path` itself if it is nowhere.
  static func stored(_ path: String) -> String {
    !Files.exists(path) && Files.exists(Self.path(path)) ? Self.path(path) : path
  }
}
