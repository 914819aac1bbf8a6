import CKernels

extension ConvNet {
  /// Numbers that a picture gives.
  package static let featureCount = Int(CK_CONVNET_FEATURES)
  /// Bytes of the weights.
  package static let weightBytes = 4 * Int(CK_CONVNET_WEIGHTS)
  /// The sizes that pictures may be scaled to.
  package static let inputSizes = Int(CK_CONVNET_SMALLEST)...Int(CK_CONVNET_LARGEST)
  /// How many pictures are best given together: the later layers' weights are then read once for all of them.
  package static let together = Int(CK_CONVNET_PICTURES)

  /// The features of pictures, ``featureCount`` each; they do not depend on which pictures are given together.
  ///
  /// - Parameters:
  ///   - pictures: As ``prepared(_:)`` gives them.
  ///   - path: `"plain"`, `"avx2"`, `"avx512"` or `"neon"`; the best one for nil or one that this processor lacks.
  /// - Returns: One vector a picture.
  /// - Throws: ``ImagingError/channels(expected:found:)``, ``ImagingError/rasterShape(width:height:channels:values:)`` for a
  ///   picture that is not prepared.
  package func features(_ pictures: [Raster], path: String? = nil) throws(ImagingError) -> [[Float]] {
    for picture in pictures {
      guard picture.channels == 3 else { throw .channels(expected: 3, found: picture.channels) }
      guard picture.width == inputSize, picture.height == inputSize else {
        throw .rasterShape(
          width: picture.width, height: picture.height, channels: picture.channels, values: picture.pixels.count)
      }
    }
    var vectors: [[Float]] = []
    for start in stride(from: 0, to: pictures.count, by: Self.together) {
      let group = pictures[start..<min(pictures.count, start + Self.together)]
      let features = features(ofPixels: group.flatMap(\.pixels), pictures: group.count, path: path)
      for index in 0..<group.count {
        vectors.append(Array(features[index * Self.featureCount..<(index + 1) * Self.featureCount]))
      }
    }
    return vectors
  }

  private func features(ofPixels pixels: [UInt8], pictures: Int, path: String?) -> [Float] {
    let (size, number) = (Int32(inputSize), Int32(pictures))
    return [Float](unsafeUninitializedCapacity: pictures * Self.featureCount) { target, count in
      withUnsafeTemporaryAllocation(byteCount: ck_convnet_scratch(size, number), alignment: 64) { scratch in
        pixels.withUnsafeBufferPointer { pixels in
          for path in [path, nil] {
            let done = ck_convnet_features(
              weights.base, size, number, pixels.baseAddress, target.baseAddress, scratch.baseAddress, path)
            if done == 0 { break }
          }
        }
      }
      count = pictures * Self.featureCount
    }
  }
}

/// The weights of the network, laid out for the kernel.
///
/// It is sendable because nobody writes to them once they are made.
final class PackedWeights: @unchecked Sendable {
  /// The first number, at a multiple of 64 bytes.
  let base: UnsafePointer<Float>
  private let memory: UnsafeMutableRawPointer

  /// Lays out ``ConvNet/weightBytes`` bytes.
  init(_ bytes: [UInt8]) {
    memory = .allocate(byteCount: 4 * ck_convnet_packed(), alignment: 64)
    let packed = memory.bindMemory(to: Float.self, capacity: ck_convnet_packed())
    bytes.withUnsafeBytes { ck_convnet_pack($0.baseAddress, packed) }
    base = UnsafePointer(packed)
  }

  deinit { memory.deallocate() }
}
