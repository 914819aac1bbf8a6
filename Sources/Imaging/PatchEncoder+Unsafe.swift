import CKernels

extension PatchEncoder {
  /// The features by a named path of the kernel, or by the best one.
  ///
  /// - Parameters:
  ///   - raster: An image of any size.
  ///   - path: `"plain"`, `"avx2"`, `"avx512"`, `"avx512vnni"` or `"neon"`; one that this processor lacks falls back
  ///     to the best one.
  /// - Returns: ``Options/featureCount`` values.
  /// - Throws: ``ImagingError/channels(expected:found:)``.
  package func features(_ raster: Raster, path: String?) throws(ImagingError) -> [Float] {
    let image = try Self.prepared(raster, options)
    let outputs = options.featureCount
    return [Float](unsafeUninitializedCapacity: outputs) { target, count in
      withKernelEncoder { encoder in
        withUnsafeTemporaryAllocation(byteCount: ck_patch_scratch(&encoder), alignment: 64) { scratch in
          image.pixels.withUnsafeBufferPointer { pixels in
            let done = ck_patch_encode(
              &encoder, pixels.baseAddress, target.baseAddress, scratch.baseAddress, path)
            if done != 0 {
              _ = ck_patch_encode(
                &encoder, pixels.baseAddress, target.baseAddress, scratch.baseAddress, nil)
            }
          }
        }
      }
      count = outputs
    }
  }

  private func withKernelEncoder(_ body: (inout ck_patch_encoder) -> Void) {
    folded.weights.withUnsafeBufferPointer { weights in
      folded.scales.withUnsafeBufferPointer { scales in
        folded.offsets.withUnsafeBufferPointer { offsets in
          folded.norms.withUnsafeBufferPointer { norms in
            var encoder = ck_patch_encoder(
              size: Int32(options.inputSize), channels: Int32(options.channels), patch: Int32(options.patch),
              stride: Int32(options.stride), cells: Int32(options.cells), filters: Int32(options.filters),
              filter_blocks: Int32(FoldedFilters.blocks(options.filters)),
              white_blocks: Int32(FoldedFilters.blocks(options.patchLength)),
              variance_floor: Self.varianceFloor, weights: weights.baseAddress, scales: scales.baseAddress,
              offsets: offsets.baseAddress, norms: norms.baseAddress)
            body(&encoder)
          }
        }
      }
    }
  }
}
