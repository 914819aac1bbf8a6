import Draws
import Imaging

/// One production run in front of its camera: draws any of its frames.
struct RunScene: Sendable {
  private let run: Production.Run
  private let plate: SurfacePlate
  private let camera: Camera
  private let side: Int
  private let randomSeed: UInt64

  /// Draws the surface of a run.
  init(_ run: Production.Run, side: Int, randomSeed: UInt64) {
    self.run = run
    self.side = side
    self.randomSeed = randomSeed
    plate = SurfacePlate(run, imageSide: side, randomSeed: randomSeed)
    camera = Camera(run.camera, side: side, randomSeed: randomSeed)
  }

  /// Draws a frame.
  ///
  /// Every part of it has draws of its own, so a frame with its defect and the frame without differ in the
  /// defect and in nothing else.
  ///
  /// - Parameters:
  ///   - number: The frame's place in the run.
  ///   - order: Its defect.
  /// - Returns: A grey square.
  /// - Throws: `ImagingError`.
  func frame(_ number: Int, order: DefectPlan.Order?) throws(ImagingError) -> Raster {
    let image = "\(run.name)/\(number)"
    var light = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/light").stream(run.name)
    var own = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/frame").stream(image)
    let noise = DrawStream(seed: own.next())
    let view = FrameView(frame: &own, run: &light, plate: plate)
    var canvas = view.canvas(plate, side: side)
    let distractors = Distractors(run: &light)
    distractors.draw(on: &canvas, view: view, plate: plate, &own)
    if let order {
      var drawing = DefectDrawing(order, image: image, view: view, plate: plate, randomSeed: randomSeed)
      drawing.draw(order.kind, on: &canvas)
    }
    for row in 0..<side {
      for column in 0..<side {
        let point = canvas.point(column: column, row: row)
        canvas.levels[row * side + column] *= view.light(point) * camera.falloff(point)
      }
    }
    let pixels = camera.expose(canvas.levels, side: side, blur: view.blur, noise)
    return try Raster(width: side, height: side, channels: 1, pixels: pixels)
  }
}
