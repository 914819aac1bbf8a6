import Labelling
import Testing

/// Tables as spreadsheets of all kinds write them, and files that are none.
@Suite struct CSVTableTests {
  @Test(arguments: [
    "image,group\na.png,g 1\nb.png,\"x,y\"\n", "\u{FEFF}image,group\r\na.png,g 1\r\nb.png,\"x,y\"\r\n",
    "image;group\r\na.png;g 1\r\nb.png;x,y\r\n", "sep=;\r\nimage;group\r\na.png;g 1\r\nb.png;x,y\r\n",
    "\u{FEFF}sep=;\nimage;group\na.png;g 1\nb.png;x,y\n", "image\tgroup\na.png\tg 1\nb.png\tx,y",
    "\"image\",\"group\"\n\"a.png\",\"g 1\"\n\"b.png\",\"x,y\"\n",
  ])
  func readsTheSameTableHoweverItIsWritten(_ text: String) throws {
    let table = try CSVTable(Array(text.utf8), file: "t.csv")
    #expect(table.header == ["image", "group"])
    #expect(table.rows.map(\.fields) == [["a.png", "g 1"], ["b.png", "x,y"]])
    #expect(table.rows.map(\.line) == (text.contains("sep=") ? [3, 4] : [2, 3]))
  }

  @Test func aHeaderThatBeginsLikeASeparatorLineIsAHeader() throws {
    #expect(try CSVTable(Array("sep=a,b\n1,2\n".utf8), file: "t.csv").header == ["sep=a", "b"])
    #expect(try CSVTable(Array("sep=".utf8), file: "t.csv").header == ["sep="])
  }

  private static func utf16(_ text: String, mark: [UInt8], big: Bool) -> [UInt8] {
    mark + text.utf16.flatMap { big ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
  }

  @Test(arguments: [
    (utf16("image,group\r\n", mark: [0xFF, 0xFE], big: false), "UTF-16"),
    (utf16("image,group\r\n", mark: [0xFE, 0xFF], big: true), "UTF-16"),
    (utf16("image,group\r\n", mark: [], big: false), "UTF-16"),
    (utf16("image,group\r\n", mark: [], big: true), "UTF-16"),
    ([0xFF, 0xFE, 0, 0, 0x69, 0, 0, 0], "UTF-32"), (Array("PK\u{3}\u{4}....".utf8), ".xlsx"),
    ([0x1F, 0x8B, 8], "gzip"),
    (Array("PAR1....".utf8), "Parquet"), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], ".xls"),
  ])
  func aFileOfAnotherKindIsNamed(_ bytes: [UInt8], _ name: String) {
    #expect {
      _ = try CSVTable(bytes, file: "t.csv")
    } throws: { error in
      guard case LabellingError.malformed(_, let position, .otherFormat(let found)) = error else { return false }
      return position.line == 1 && found.contains(name)
    }
  }

  @Test func anotherEncodingOfOneByteIsNoUTF8() {
    #expect {
      _ = try CSVTable(Array("image\nPr".utf8) + [0xFC] + Array("fteil.png\n".utf8), file: "t.csv")
    } throws: { error in
      guard case LabellingError.malformed(_, let position, .invalidUTF8) = error else { return false }
      return position.line == 2
    }
  }
}
