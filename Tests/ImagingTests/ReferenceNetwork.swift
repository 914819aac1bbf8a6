/// EfficientNet-Lite0 written down as its definition reads: one number after the other, no tiles, no lanes.
struct ReferenceNetwork {
  /// A block: side of the kernel, stride, channels in, expanded (nil: not at all) and out, and whether its output is tapped.
  typealias Block = (kernel: Int, stride: Int, inputs: Int, expanded: Int?, outputs: Int, isTapped: Bool)

  static let blocks: [Block] = [
    (3, 1, 32, nil, 16, false), (3, 2, 16, 96, 24, false), (3, 1, 24, 144, 24, false), (5, 2, 24, 144, 40, false),
    (5, 1, 40, 240, 40, false), (3, 2, 40, 240, 80, false), (3, 1, 80, 480, 80, false), (3, 1, 80, 480, 80, true),
    (5, 1, 80, 480, 112, false), (5, 1, 112, 672, 112, false), (5, 1, 112, 672, 112, true),
    (5, 2, 112, 672, 192, false), (5, 1, 192, 1_152, 192, false), (5, 1, 192, 1_152, 192, false),
    (5, 1, 192, 1_152, 192, true), (3, 1, 192, 1_152, 320, false),
  ]

  /// Channels of rows of pixels.
  private struct Map {
    var side: Int
    var channels: Int
    /// Channel by channel, row by row.
    var values: [Float]
  }

  private let weights: [Float]

  /// Takes the folded weights.
  init(weights: [Float]) { self.weights = weights }

  /// Weights of some size that keep the numbers within bounds, all different: made, not trained.
  static func madeUpWeights() -> [Float] {
    var state: UInt64 = 1
    func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31
    }
    var weights: [Float] = []
    func convolution(outputs: Int, inputs: Int, area: Int) {
      let size = (6 / Float(inputs * area)).squareRoot()
      for _ in 0..<outputs { weights.append(0.1 * next()) }
      for _ in 0..<outputs * inputs * area { weights.append(size * next()) }
    }
    convolution(outputs: 32, inputs: 3, area: 9)
    for block in blocks {
      let wide = block.expanded ?? block.inputs
      if block.expanded != nil { convolution(outputs: wide, inputs: block.inputs, area: 1) }
      convolution(outputs: wide, inputs: 1, area: block.kernel * block.kernel)
      convolution(outputs: block.outputs, inputs: wide, area: 1)
    }
    convolution(outputs: 1_280, inputs: 320, area: 1)
    return weights
  }

  /// The features of a picture of red, green and blue.
  func features(_ pixels: [UInt8], size: Int) -> [Float] {
    var place = 0
    let plane = size * size
    var map = Map(
      side: size, channels: 3,
      values: (0..<3 * plane).map { (Float(pixels[$0 % plane * 3 + $0 / plane]) - 127) / 128 })
    map = convolution(map, outputs: 32, kernel: 3, stride: 2, place: &place)
    var features: [Float] = []
    for block in Self.blocks {
      let input = map
      if let expanded = block.expanded { map = convolution(map, outputs: expanded, place: &place) }
      map = depthwise(map, kernel: block.kernel, stride: block.stride, place: &place)
      map = convolution(map, outputs: block.outputs, isClipped: false, place: &place)
      if block.stride == 1, block.inputs == block.outputs {
        for index in map.values.indices { map.values[index] += input.values[index] }
      }
      if block.isTapped { features += means(map) + maxima(map) }
    }
    return features + means(convolution(map, outputs: 1_280, place: &place))
  }

  private func convolution(
    _ map: Map, outputs: Int, kernel: Int = 1, stride: Int = 1, isClipped: Bool = true, place: inout Int
  ) -> Map {
    let (biases, first) = (place, place + outputs)
    let each = map.channels * kernel * kernel
    place = first + outputs * each
    return slide(map, channels: outputs, kernel: kernel, stride: stride, isClipped: isClipped) { output, window in
      var sum = weights[biases + output]
      for y in 0..<kernel {
        for x in 0..<kernel {
          for input in 0..<map.channels {
            let weight = weights[first + output * each + (input * kernel + y) * kernel + x]
            sum = sum.addingProduct(weight, window(input, y, x))
          }
        }
      }
      return sum
    }
  }

  private func depthwise(_ map: Map, kernel: Int, stride: Int, place: inout Int) -> Map {
    let (biases, first) = (place, place + map.channels)
    place = first + map.channels * kernel * kernel
    return slide(map, channels: map.channels, kernel: kernel, stride: stride, isClipped: true) { channel, window in
      var sum = weights[biases + channel]
      for y in 0..<kernel {
        for x in 0..<kernel {
          sum = sum.addingProduct(weights[first + (channel * kernel + y) * kernel + x], window(channel, y, x))
        }
      }
      return sum
    }
  }

  /// Each output of a convolution with the padding that TensorFlow calls SAME.
  private func slide(
    _ map: Map, channels: Int, kernel: Int, stride: Int, isClipped: Bool,
    _ output: (_ channel: Int, _ window: (_ input: Int, _ y: Int, _ x: Int) -> Float) -> Float
  ) -> Map {
    let side = (map.side + stride - 1) / stride
    let before = max((side - 1) * stride + kernel - map.side, 0) / 2
    var result = Map(side: side, channels: channels, values: [])
    result.values.reserveCapacity(channels * side * side)
    for channel in 0..<channels {
      for row in 0..<side {
        for column in 0..<side {
          let value = output(channel) { input, y, x in
            let (down, across) = (row * stride + y - before, column * stride + x - before)
            guard (0..<map.side).contains(down), (0..<map.side).contains(across) else { return 0 }
            return map.values[(input * map.side + down) * map.side + across]
          }
          let positive: Float = value > 0 ? value : 0
          result.values.append(isClipped ? (positive < 6 ? positive : 6) : value)
        }
      }
    }
    return result
  }

  private func planes(_ map: Map) -> [ArraySlice<Float>] {
    let size = map.side * map.side
    return (0..<map.channels).map { map.values[$0 * size..<($0 + 1) * size] }
  }

  private func means(_ map: Map) -> [Float] { planes(map).map { $0.reduce(0, +) / Float($0.count) } }

  private func maxima(_ map: Map) -> [Float] { planes(map).map { $0.dropFirst().reduce($0[$0.startIndex], max) } }
}
