//! What the index is asked for, and its translation into Tantivy's queries. Knows no syntax: words
//! and phrases come apart, so that nothing a person types can be malformed.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query as TantivyQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::schema::Fields;

/// Words to look for and conditions to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Any of these may occur; more and rarer ones rank higher.
    pub words: Vec<Word>,
    /// Each must stand word for word in one field, as exact words.
    pub phrases: Vec<Vec<String>>,
    /// None of these may stand in any field, as exact words.
    pub excluded: Vec<Vec<String>>,
    /// A word that may not be all typed: words that begin with it count too, for less.
    pub unfinished: Option<String>,
}

/// A word in both forms the index has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    /// Lower case, without accents.
    pub exact: String,
    /// Reduced to its English stem.
    pub stem: String,
}

impl Query {
    /// Whether it has conditions besides its words.
    pub fn is_restricted(&self) -> bool {
        !self.phrases.is_empty() || !self.excluded.is_empty()
    }
}

/// Documents that meet every condition, and `words` if given; the conditions score nothing.
pub(super) fn restricted(
    fields: &Fields,
    query: &Query,
    words: Option<Box<dyn TantivyQuery>>,
) -> BooleanQuery {
    let words = words.unwrap_or_else(|| Box::new(AllQuery));
    let mut clauses = vec![(Occur::Must, words)];
    for phrase in query.phrases.iter().filter(|phrase| !phrase.is_empty()) {
        clauses.push((Occur::Must, silent(phrase_query(fields, phrase))));
    }
    for phrase in query.excluded.iter().filter(|phrase| !phrase.is_empty()) {
        clauses.push((Occur::MustNot, phrase_query(fields, phrase)));
    }
    BooleanQuery::new(clauses)
}

/// A term, scored by how often it occurs.
pub(super) fn term_query(field: Field, text: &str) -> Box<dyn TantivyQuery> {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// The words one after the other, in the exact form of any part.
fn phrase_query(fields: &Fields, words: &[String]) -> Box<dyn TantivyQuery> {
    let in_part = |field: Field| -> Box<dyn TantivyQuery> {
        match words {
            [word] => term_query(field, word),
            _ => {
                let terms = words.iter().map(|word| Term::from_field_text(field, word)).collect();
                Box::new(PhraseQuery::new(terms))
            }
        }
    };
    Box::new(BooleanQuery::union(fields.parts.iter().map(|part| in_part(part.exact)).collect()))
}

fn silent(query: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
