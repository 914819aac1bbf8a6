/// The label that most voted for, ties broken by what the model and the others say.
enum CrowdMajority {
  /// The majority of each image's votes; nil without a vote.
  ///
  /// A tie goes to the class that the model finds most probable, then to the class with the fewest votes over all
  /// images, then to the voters who agree most often with the majorities that needed no tie-break, then to the lowest
  /// class. As in cleanlab's `get_majority_vote_label`, which draws at random in the end.
  static func labels(_ votes: CrowdVotes, counts: [Int], probabilities: [Double]) -> [Int?] {
    let classes = votes.classes
    var total = [Int](repeating: 0, count: classes)
    for index in counts.indices { total[index % classes] += counts[index] }
    var labels = [Int?](repeating: nil, count: votes.images)
    var tied: [(image: Int, classes: [Int])] = []
    for image in 0..<votes.images where !votes.votes(on: image).isEmpty {
      let row = counts[(image * classes)..<((image + 1) * classes)]
      let most = row.max() ?? 0
      let leaders = (0..<classes).filter { counts[image * classes + $0] == most }
      if leaders.count == 1 {
        labels[image] = leaders[0]
      } else {
        tied.append((image, leaders))
      }
    }
    let trust = agreement(votes, with: labels)
    for (image, leaders) in tied {
      var open = leaders
      keepGreatest(&open) { probabilities[image * classes + $0] }
      keepGreatest(&open) { -Double(total[$0]) }
      keepGreatest(&open) { label in
        let voters = votes.votes(on: image).filter { Int(votes.label[$0]) == label }
        return voters.reduce(0) { $0 + trust[Int(votes.annotator[$1])] } / Double(max(1, voters.count))
      }
      labels[image] = open.first
    }
    return labels
  }

  private static func keepGreatest(_ open: inout [Int], _ value: (Int) -> Double) {
    guard open.count > 1 else { return }
    let values = open.map(value)
    guard let greatest = values.max() else { return }
    open = zip(open, values).filter { $0.1 == greatest }.map(\.0)
  }

  /// How often each annotator voted for the given labels; the mean of the others for those who never met one.
  private static func agreement(_ votes: CrowdVotes, with labels: [Int?]) -> [Double] {
    var same = [Int](repeating: 0, count: votes.annotators)
    var met = same
    for image in 0..<votes.images {
      guard let label = labels[image] else { continue }
      for vote in votes.votes(on: image) {
        met[Int(votes.annotator[vote])] += 1
        if Int(votes.label[vote]) == label { same[Int(votes.annotator[vote])] += 1 }
      }
    }
    let known = met.indices.filter { met[$0] > 0 }
    let mean = known.reduce(0) { $0 + Double(same[$1]) / Double(met[$1]) } / Double(max(1, known.count))
    return met.indices.map { met[$0] > 0 ? Double(same[$0]) / Double(met[$0]) : mean }
  }
}
