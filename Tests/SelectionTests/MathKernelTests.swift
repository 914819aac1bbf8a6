import CKernels
import Draws
import Foundation
import Testing

/// How far `value` lies from `expected` in units of the last place of `expected`.
private func ulps(_ value: Double, _ expected: Double) -> Double {
  if value.isNaN || expected.isNaN { return value.isNaN && expected.isNaN ? 0 : .infinity }
  if value == expected { return 0 }
  if value.isInfinite || expected.isInfinite { return .infinity }
  return abs(value - expected) / expected.ulp
}

/// The C library's functions are within 1 ulp, so a difference of 2 shows an error of ours below 2 or so.
struct MathKernelTests {
  @Test func expAgreesWithTheCLibrary() {
    var stream = DrawStream(seed: 1)
    for _ in 0..<20_000 {
      let x = stream.uniform(in: -745...710)
      #expect(ulps(ck_exp(x), exp(x)) < 2, "\(x)")
      let small = stream.uniform(in: -1...1)
      #expect(ulps(ck_exp(small), exp(small)) < 2, "\(small)")
    }
  }

  @Test func logAgreesWithTheCLibrary() {
    var stream = DrawStream(seed: 2)
    for _ in 0..<20_000 {
      let any = Double(bitPattern: stream.next() >> 1)
      if any.isFinite { #expect(ulps(ck_log(any), log(any)) < 2, "\(any)") }
      let probability = stream.uniform()
      #expect(ulps(ck_log(probability), log(probability)) < 2, "\(probability)")
      let nearOne = stream.uniform(in: 0.6...1.5)
      #expect(ulps(ck_log(nearOne), log(nearOne)) < 2, "\(nearOne)")
    }
  }

  @Test func sineAndCosineAgreeWithTheCLibrary() {
    var stream = DrawStream(seed: 3)
    for _ in 0..<10_000 {
      for x in [
        stream.uniform(in: -10...10), stream.uniform(in: -2e6...2e6), Double(bitPattern: stream.next()),
      ] where x.isFinite {
        #expect(ulps(ck_sin(x), sin(x)) < 2, "\(x)")
        #expect(ulps(ck_cos(x), cos(x)) < 2, "\(x)")
      }
    }
  }

  @Test func reducesTheHardestArgumentExactly() {
    // The double that comes nearest to a multiple of π/2 (Muller, 2006); the exact cosine by whole-number arithmetic.
    let x = 6_381_956_970_095_103.0 * 0x1p797
    #expect(ck_cos(x) == -0x1.14ae72e6ba22fp-61)
    #expect(abs(ck_sin(x)) == 1)
  }

  @Test func specialValues() {
    #expect(ck_exp(0) == 1)
    #expect(ck_exp(.infinity) == .infinity)
    #expect(ck_exp(-.infinity) == 0)
    #expect(ck_exp(.nan).isNaN)
    #expect(ck_exp(709.782712893384).isFinite)
    #expect(ck_exp(709.79) == .infinity)
    #expect(ck_exp(-745.13) == .leastNonzeroMagnitude)
    #expect(ck_exp(-745.14) == 0)
    #expect(ck_log(1) == 0)
    #expect(ck_log(0) == -.infinity)
    #expect(ck_log(-0.0) == -.infinity)
    #expect(ck_log(-1).isNaN)
    #expect(ck_log(.infinity) == .infinity)
    #expect(ck_log(-.infinity).isNaN)
    #expect(ck_log(.nan).isNaN)
    #expect(ulps(ck_log(.leastNonzeroMagnitude), -744.4400719213812) < 2)
    #expect(ck_sin(0) == 0)
    #expect(ck_sin(-0.0).sign == .minus)
    #expect(ck_cos(0) == 1)
    for value in [Double.infinity, -.infinity, .nan] {
      #expect(ck_sin(value).isNaN)
      #expect(ck_cos(value).isNaN)
    }
  }

  @Test func bitsAreTheSameOnEveryMachine() {
    // SplitMix64's first numbers as arguments, folded together; recorded once, on x86-64, and checked on AArch64.
    var stream = DrawStream(seed: 2026)
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for _ in 0..<4096 {
      let u = stream.uniform()
      for value in [ck_exp(u * 100 - 50), ck_log(u), ck_sin(u * 1e9), ck_cos(u * 20 - 10)] {
        digest = (digest ^ value.bitPattern) &* 0x100_0000_01b3
      }
    }
    #expect(digest == 11_142_894_108_149_252_275)
  }
}
