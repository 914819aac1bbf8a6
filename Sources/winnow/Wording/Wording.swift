/// Puts what comes out of the modules below into words: results and how a run goes on.
///
/// The modules below know only data; the words for their errors stand beside these.
enum Wording {}
