/// Texts that the fuzzers begin with: small, and with something of everything that their readers know.
package enum FuzzTexts {
  /// The first inputs of a fuzzer of text; the others have seeds of their own.
  package static func seeds(_ input: FuzzedInput) -> [[UInt8]] {
    let texts: [String] =
      switch input {
      case .spec: [short, long]
      case .manifest: [manifest]
      case .json: [values, manifest]
      case .annotations: [export, payload]
      case .csv: [form, metadata]
      case .footer, .page, .image: []
      }
    return texts.map { Array($0.utf8) }
  }

  /// What stands where it should not, more often than chance would have it.
  package static let words: [[UInt8]] =
    [
      "\u{0}", "\u{FEFF}", "\u{202E}", "\r\n", "\"", "''", "[", "{", "}", "]", ": ", "- ", "&a ", "*a", "!!str ",
      "| \n",
      "null", "NaN", "-0", "1e999", "99999999999999999999", "\\u0000", "\\ud800", "é", "e\u{301}", "=1+1", ",", "\t",
      "#",
    ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]]

  private static let values = #"""
    {"a": [0, -0, 1.5e-7, 9007199254740993, 18446744073709551615, 36893488147419103000, 1e308], "b": {"é": null},
     "c": "\\ \/ \b\f\n\r\t \u00e9\ud83d\ude00", "d": [[], {}, true, false]}
    """#

  private static let short = """
    winnow: 1
    name: a
    classes: [normal, scratch]
    pool: {root: images, images: "*.png"}
    annotators: [{id: ana}]
    """

  private static let long = """
    # everything
    winnow: 1
    name: "pcb"
    data: ../data/pcb
    random_seed: 20261120
    classes: [normal, short, 'open', "mouse bite"]
    negative_class: normal
    rare_classes:
      - open
    production_rates: {normal: 0.94, short: 1.0e-2}
    pool: {root: x, images: images/**/*.png, metadata: metadata.csv, broken_share: 0.5}
    holdout: {monitoring: m.csv, acceptance: a.csv}
    calibration: {labels: c.csv, rolling: 100, agreement: 0.85}
    annotators:
      - {id: ana, senior: true, price_per_vote: 0.25, label_studio: ana@x.org}
      - {id: ben}
    budget: {total: 600, price_per_vote: 0.10, price_per_gpu_hour: 4.00, currency: USD}
    stages:
      seed:    {size: 300, by: group, oversample: {a: 2, "b": 3.5}}
      embed:   {run: [winnow, hook, patch-embed], dimensions: 512, filters: 128, input_size: 96, colour: false}
      train:   {run: [python3, x.py], files: [y.py], timeout_s: 60, environment: [HOME], parameters: {a: [1, {b: null}]}}
      score:   {measure: margin, below: 0.2, tiebreak: entropy, probabilities: raw}
      cluster: {method: kmeans, batch: 150, candidates: 4x, shares: {random: 0.05}, iterations: 10}
      export:  {to: label-studio, annotators_per_image: 2, calibration_per_session: 20, image_prefix: "https://x/?d="}
      ingest:  {consensus: majority, tiebreak: senior, escalate: [disagreement, low_confidence], weight_floor: 0.3}
      report:
        contact_sheet: 20
        stop_when: {macro_f1: 0.90, class_f1_floor: 0.80, plateau: {rounds: 3, gain: 0.005}, agreement: {kappa: 0.99, rounds: 3}, classification_change: {share: 0.005}, uncertainty: {below: 0.05}}
    """

  private static let manifest = """
    {"iteration":1,"libzstd":"1.5.4","pipeline":"pcb","previous":{"chain":"ab","seal":"cd"},"spec_chain_sha256":"01",\
    "spec_sha256":"02","stages":[{"components":[{"name":"kind","value":"pool"}],"key":"k","name":"pool","outputs":\
    [{"content_sha256":"aa","file_sha256":"bb","path":"pool.parquet","rows":3,"bytes":17}]}],"tool":"1","winnow":1}
    """

  private static let export = """
    [{"id":1,"data":{"image":"/data/local-files/?d=a.png","item_id":"t1"},"annotations":[{"id":7,"completed_by":1,\
    "created_at":"2026-11-20T10:00:00.123456Z","updated_at":"2026-11-20T10:00:05Z","lead_time":4.25,"was_cancelled":false,\
    "ground_truth":false,"result":[{"from_name":"label","to_name":"image","type":"choices","value":{"choices":["scratch"]}},\
    {"from_name":"confidence","to_name":"image","type":"choices","value":{"choices":["high"]}}]}],"drafts":[{"id":3,\
    "user":"ana@x.org","created_at":"2026-11-20T10:00:00Z","updated_at":"2026-11-20T10:00:01Z","result":[]}],"predictions":[]},\
    {"id":2,"data":{"item_id":5},"annotations":[{"id":8,"completed_by":{"id":2,"email":"b"},"result":[]}]}]
    """

  private static let payload = """
    [{"data":{"item_id":"t1","image":"/data/local-files/?d=a%20b.png"}},{"data":{"image":"x","item_id":"\\u00e9"}}]
    """

  private static let form = """
    task_id,image,annotator,label,confidence,submitted_at,lead_time_s
    t1,a.png,ana,scratch,high,2026-11-20T10:00:00Z,4.5
    t2,"a ""b"", c.png",ana,,,,
    t3,'=x.png,ana,cannot_tell,low,2026-11-20 10:00,1
    """

  private static let metadata = "image,group,captured_at\r\na.png,r1,2026-11-20T10:00:00Z\r\n\"b,\n.png\",r2,\r\n"
}
