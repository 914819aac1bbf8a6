import Storage

/// Where a table without rows is kept: under its name with `-empty` behind it.
///
/// It is a Parquet file like any other, but tools that pick rows out of whatever ends in `.parquet` stumble over one that has
/// none (`pyarrow.Table.take([])` for one), and a folder listing shows at a glance that there is nothing to see.
enum EmptyTable {
  /// The path under which the table at `path` is kept if it is empty.
  static func path(_ path: String) -> String { "\(path)-empty" }

  /// The path under which the table at `path` is kept; `path` itself if it is nowhere.
  static func stored(_ path: String) -> String {
    !Files.exists(path) && Files.exists(Self.path(path)) ? Self.path(path) : path
  }
}
