import Imaging
import Parallel
import Storage

/// Reads and decodes pictures, on any number of threads, without holding more of them at once than memory is meant for.
///
/// Stages and hooks that decode many pictures share one among their threads.
struct PictureReader: Sendable {
  /// The bytes that all pictures being decoded may take together: one of 100 megapixels, or ten of twelve.
  static let memory = 1 << 30
  /// A file up to this length is read in one go; of a longer one as much is read to learn how large its picture is.
  private static let beginning = 1 << 16
  /// The longest file that is read.
  private static let longest = 1 << 30

  private let budget: MemoryBudget
  private let maximumPixels: Int

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - memory: How many bytes files and pixels may take at once; a picture that takes more is decoded alone.
  ///   - maximumPixels: Width × height that is still decoded.
  init(memory: Int = PictureReader.memory, maximumPixels: Int = ImageDecoder.pixelLimit) {
    budget = MemoryBudget(bytes: memory)
    self.maximumPixels = maximumPixels
  }

  /// Decodes a picture and uses it; its pixels are gone when this returns.
  ///
  /// - Parameters:
  ///   - path: The file; nil where there is none.
  ///   - digest: What its bytes must hash to; nil for any.
  ///   - colour: Whether to give three channels or one.
  ///   - body: What is done with the picture.
  /// - Returns: What `body` returns.
  /// - Throws: `PictureFault` if there is no file or it holds other bytes; `ImagingError`, `StorageError`, what `body` throws.
  func decode<Result>(
    _ path: String?, hashing digest: Digest? = nil, colour: Bool, _ body: (Raster) throws -> Result
  ) throws -> Result {
    guard let path else { throw PictureFault.missing }
    let file = try FileReader(path)
    guard file.size <= Self.longest else {
      throw StorageError.tooLarge(path: path, size: file.size, limit: Self.longest)
    }
    return try budget.holding(memory(for: file, colour: colour)) {
      let bytes = try file.read(at: 0, count: file.size)
      if let digest, Digest(of: bytes) != digest { throw PictureFault.changed }
      return try body(ImageDecoder.decode(bytes, colour: colour, maximumPixels: maximumPixels))
    }
  }

  /// The bytes that decoding a file may take: the file, its pixels, and what a decoder holds besides (a progressive JPEG
  /// all its coefficients, a PNG or a turned picture its pixels once more).
  private func memory(for file: FileReader, colour: Bool) throws -> Int {
    let beginning = try file.read(at: 0, count: min(file.size, Self.beginning))
    var header = try? ImageDecoder.header(beginning)
    if header == nil, file.size > beginning.count {
      header = budget.holding(file.size) { try? ImageDecoder.header(file.read(at: 0, count: file.size)) }
    }
    // What has no size, or one that is refused, is not decoded.
    guard let header else { return file.size }
    let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
    guard !overflow, pixels <= maximumPixels, pixels <= Int.max / 16 else { return file.size }
    return file.size + pixels * (colour ? 12 : 8)
  }
}

/// Why the picture that was asked for cannot be had from its file.
enum PictureFault: Error, Sendable, Equatable {
  /// The file holds other bytes than the pool says.
  case changed
  /// There is no file.
  case missing

  /// What is wrong with a picture, as a code for a table.
  static func code(_ error: any Error) -> String {
    switch error {
    case PictureFault.changed: "changed"
    case PictureFault.missing: "missing_file"
    case let error as ImagingError: error.imageFault
    default: (error as? StorageError)?.imageFault ?? "unreadable_file"
    }
  }
}
