/// What the end of a file's name says of what it holds.
enum PictureEndings {
  /// Pictures that the built-in decoder reads, or that it names when it refuses them.
  private static let pictures: Set<String> = [
    "png", "apng", "jpg", "jpeg", "jpe", "jfif", "jif", "bmp", "dib", "tif", "tiff", "webp", "gif", "heic", "heif",
    "hif",
    "avif", "jxl", "jp2", "j2k", "jpf", "jpx", "pbm", "pgm", "ppm", "pnm", "tga",
  ]
  /// Pictures that lie beside others made from them, or are made of several: taken only where they are asked for.
  private static let sources: Set<String> = [
    "arw", "cr2", "cr3", "crw", "dng", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "sr2", "srw", "psd", "svg",
    "ico",
    "exr", "hdr", "dcm", "dicom", "mpo", "pcx",
  ]
  /// What is certainly no picture, so that it need not be looked into.
  private static let others: Set<String> = [
    "txt", "csv", "tsv", "json", "jsonl", "xml", "yaml", "yml", "toml", "ini", "cfg", "md", "rst", "html", "htm", "pdf",
    "py", "ipynb", "sh", "log", "parquet", "arrow", "feather", "npy", "npz", "pkl", "pt", "pth", "onnx", "h5", "hdf5",
    "zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "xls", "xlsx", "doc", "docx", "ods", "db", "sqlite",
    "mp4",
    "mov", "avi", "mkv", "wav", "mp3", "xmp", "aae", "thm", "lnk", "dvc", "mat", "lock", "tmp", "part", "crdownload",
  ]

  /// The ending as written, without the dot; nil where a name has none.
  static func ending(of path: String) -> String? {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...]
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...]
    return ending.isEmpty ? nil : String(decoding: ending, as: UTF8.self)
  }

  /// Whether the name says that it is a picture which is taken where nothing else is asked for.
  static func isPicture(_ path: String) -> Bool { contains(pictures, path) }

  /// Whether the name says that it is a picture of any kind.
  static func looksLikePicture(_ path: String) -> Bool { contains(pictures, path) || contains(sources, path) }

  /// Whether the name says nothing, so that only the first bytes can show it.
  static func saysNothing(_ path: String) -> Bool { !looksLikePicture(path) && !contains(others, path) }

  private static func contains(_ endings: Set<String>, _ path: String) -> Bool {
    ending(of: path).map { endings.contains($0.lowercased()) } ?? false
  }
}
