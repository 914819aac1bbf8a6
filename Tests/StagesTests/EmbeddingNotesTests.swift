import Stages
import Testing

@Suite struct EmbeddingNotesTests {
  @Test func theMedianPictureIsTheOneInTheMiddleByPixels() {
    let found = EmbeddingNotes.shrunk(
      widths: [100, 1_600, 4_000, 0, 1_200], heights: [100, 1_200, 3_000, 0, 1_600], inputSize: 96)
    // Of four the second; the unknown one does not count.
    #expect(found == EmbeddingNotes.Shrunk(width: 1_200, height: 1_600, inputSize: 96))
    #expect(found?.lost.width == 25 && found?.lost.height == 34)
  }

  @Test func picturesUpToSixTimesTheInputAreNotFarLarger() {
    #expect(EmbeddingNotes.shrunk(widths: [576], heights: [300], inputSize: 96) == nil)
    #expect(EmbeddingNotes.shrunk(widths: [577], heights: [300], inputSize: 96) != nil)
    #expect(EmbeddingNotes.shrunk(widths: [300], heights: [577], inputSize: 96) != nil)
    #expect(EmbeddingNotes.shrunk(widths: [0, 0], heights: [0, 0], inputSize: 96) == nil)
    #expect(EmbeddingNotes.shrunk(widths: [], heights: [], inputSize: 96) == nil)
  }
}
