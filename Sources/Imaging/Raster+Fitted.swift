extension Raster {
  /// The image in its own proportions with no side longer than `side`, for thumbnails; a smaller one stays as it is.
  ///
  /// - Throws: ``ImagingError/scaleSize(width:height:limit:)``.
  package func fitted(within side: Int) throws(ImagingError) -> Raster {
    let longer = max(width, height)
    guard longer > side, side > 0 else { return self }
    // Rounded half up, and never to nothing.
    func fitted(_ length: Int) -> Int { max(1, (length * side + longer / 2) / longer) }
    return try scaled(toWidth: fitted(width), height: fitted(height))
  }
}
