import CKernels

extension Double {
  static func e(_ power: Double) -> Double { ck_exp(power) }
  static func ln(_ value: Double) -> Double { ck_log(value) }
}
