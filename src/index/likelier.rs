//! Words that were probably meant instead of those typed. Only ever offered: nothing is searched
//! for because of it.

use std::collections::HashMap;

use super::schema::Part;
use super::statistics::Statistics;
use super::typo::neighbours;
use super::{Index, IndexError, Word};

/// A word that no more documents have may be a slip of their authors, when it is no label.
const RARE_DOCUMENTS: u64 = 2;
/// How many times more frequent another word must be to have been meant instead of a rare one.
const TIMES_MORE: u64 = 20;

impl Index {
    /// For words that the index lacks, the nearest it has; for words so rare that they may be
    /// slips themselves, a neighbour that is far more frequent. By the word typed, folded.
    ///
    /// # Errors
    /// The term dictionary cannot be read.
    pub fn likelier(&self, words: &[Word]) -> Result<HashMap<String, String>, IndexError> {
        let searcher = self.searcher();
        let statistics = Statistics::new(&searcher, self.fields());
        let mut likelier = HashMap::new();
        for word in words {
            let exact = statistics.exact_frequency(&word.exact)?;
            let documents = exact.max(statistics.stem_frequency(&word.stem)?);
            let fewest = if documents == 0 { 1 } else { documents * TIMES_MORE };
            if documents > RARE_DOCUMENTS || (documents > 0 && self.is_label(&statistics, word)?) {
                continue;
            }
            let near = neighbours(&searcher, self.fields(), &word.exact)?;
            let meant = near.into_iter().find(|near| near.documents >= fewest);
            likelier.extend(meant.map(|near| (word.exact.clone(), near.word)));
        }
        Ok(likelier)
    }

    /// Whether a word stands in a title, a name or another label: those are written with care.
    fn is_label(&self, statistics: &Statistics<'_>, word: &Word) -> Result<bool, IndexError> {
        let labels = self.fields().parts.iter();
        let labels = labels.filter(|part| !matches!(part.part, Part::Text | Part::Speech));
        statistics.is_in(labels.map(|part| part.exact), &word.exact)
    }
}
