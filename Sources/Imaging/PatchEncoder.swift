/// Patch features: Coates, Lee, Ng, "An analysis of single-layer networks in unsupervised feature learning" (2011).
///
/// Every patch of the scaled image is contrast-normalised and whitened; its distances z to the centroids of k-means
/// over such patches give the triangle activation max(0, mean(z) − z_k), whose mean and maximum are taken in each cell.
///
/// Whitening and normalisation are folded into the filters: with W the whitening, c a centroid and x = (p − m) / s the
/// normalised patch, z·c = (Wᵀc · p) / s − c·Wμ as soon as Wᵀc is made to sum to zero, and only ‖z‖² needs W itself.
/// The folded filters are rounded to 16-bit whole numbers, so that all dot products are exact
/// and every instruction set gives the same bits; `CKernels/include/patch.h` says what follows in which order.
package struct PatchEncoder: Sendable, Equatable {
  /// The shape of the encoder.
  package let options: Options
  /// What the kernel computes with.
  let folded: FoldedFilters

  /// Folds a whitening and its centroids into an encoder.
  ///
  /// - Parameters:
  ///   - options: The shape.
  ///   - whitening: Of `options.patchLength` dimensions.
  ///   - centroids: `options.filters × options.patchLength` values, in whitened coordinates.
  /// - Throws: ``ImagingError``.
  package init(options: Options, whitening: PatchWhitening, centroids: [Float]) throws(ImagingError) {
    try options.check()
    self.options = options
    folded = try FoldedFilters(options: options, whitening: whitening, centroids: centroids)
  }

  init(options: Options, folded: FoldedFilters) {
    self.options = options
    self.folded = folded
  }

  /// The features of an image of any size: ``Options/featureCount`` values, none negative.
  ///
  /// - Throws: ``ImagingError/channels(expected:found:)``.
  package func features(_ raster: Raster) throws(ImagingError) -> [Float] {
    try features(raster, path: nil)
  }

  /// The features of an image file.
  ///
  /// - Throws: ``ImagingError``.
  package func features(
    ofFile bytes: [UInt8], maximumPixels: Int = ImageDecoder.pixelLimit
  ) throws(ImagingError) -> [Float] {
    try features(ImageDecoder.decode(bytes, colour: options.colour, maximumPixels: maximumPixels))
  }
}
