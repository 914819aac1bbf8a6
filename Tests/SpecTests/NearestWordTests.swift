import Spec
import Testing

struct NearestWordTests {
  /// The word that an unknown key of the spec is taken for.
  private func meant(_ key: String) -> String? {
    Specs.mistakes(Specs.short + "\(key): 1\n").first?.suggestion
  }

  @Test(
    arguments: [
      ("anotators", "annotators"), ("Budget", "budget"), ("negative-class", "negative_class"),
      ("negativeClass", "negative_class"), ("rare_clases", "rare_classes"), ("stagse", "stages"),
      ("calibartion", "calibration"), ("priors", "production_rates"), ("hold_out", "holdout"),
    ])
  func findsWhatWasMeant(_ key: String, _ word: String) {
    #expect(meant(key) == word)
  }

  @Test(arguments: ["x", "zebra", "colour_of_the_sky", "\"\"", "b"])
  func guessesNothingFromAfar(_ key: String) {
    #expect(meant(key) == nil)
  }

  @Test func namesTheHomeOfAKeyInTheWrongPlace() {
    let code = Specs.mistakes(Specs.short + "stages: {score: {batch: 3}}\n").first?.code
    #expect(code == .misplacedKey("batch", belongsTo: "stage 'cluster'"))
  }
}
