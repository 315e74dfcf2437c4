//! The grammar of `Name, Company & Name, Company; Name`: which part of a list is a person, and
//! which says where the people before it work.

use std::collections::HashSet;

use super::parts::{Before, Part, parts, unlabelled, without_role};
use super::shape::{Look, look, tells_position};
use crate::domain::Appearance;
use crate::text;

/// Longest list read, in bytes; that of the largest real panel has 400.
pub(super) const MAX_LIST_BYTES: usize = 4096;

/// What is known of a list before it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Custom<'a> {
    /// Words the file writes small elsewhere, so that they are no names.
    pub(super) small_words: &'a HashSet<String>,
    /// Companies the file names elsewhere, folded.
    pub(super) companies: &'a HashSet<String>,
    /// What to make of words that could be a name.
    pub(super) doubt: Doubt,
}

impl Custom<'_> {
    fn look(&self, phrase: &str) -> Look {
        if self.companies.contains(&text::fold(phrase)) {
            return Look::Other;
        }
        look(phrase, self.small_words)
    }
}

/// What to make of a single word with a capital letter, or of two of which one means something,
/// where a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// No name, unless a position follows (`Flynn, Technical Evangelist`).
    Against,
    /// A name, if a company follows (`Flynn, Buoyant`).
    For,
}

/// What a part of a list is.
enum Role {
    Person,
    Affiliation,
    Neither,
}

/// Reads a list. `None` when it does not begin with a person, or names something that is neither a
/// person nor where one works.
pub(super) fn people(list: &str, custom: Custom<'_>) -> Option<Vec<Appearance>> {
    if list.len() > MAX_LIST_BYTES {
        return None;
    }
    let parts = parts(list);
    let looks = parts.iter().map(|part| custom.look(unlabelled(&part.text))).collect();
    let list = List { parts, looks, doubt: custom.doubt };
    let mut stage = Stage::default();
    for (at, part) in list.parts.iter().enumerate() {
        match list.role(at, part, &stage) {
            Role::Person => stage.enter(part),
            Role::Affiliation => stage.affiliate(part),
            Role::Neither => return None,
        }
    }
    stage.settle();
    (!stage.people.is_empty()).then_some(stage.people)
}

/// The parts of a list, and what each looks like.
struct List<'a> {
    parts: Vec<Part<'a>>,
    looks: Vec<Look>,
    doubt: Doubt,
}

impl List<'_> {
    fn role(&self, at: usize, part: &Part<'_>, stage: &Stage) -> Role {
        let look = self.look(at);
        let waits = stage.affiliation.is_empty();
        let is_person = match part.before {
            Before::Nothing | Before::Semicolon => {
                let short = matches!(look, Look::Single | Look::Doubtful);
                look.is_full() || (short && self.is_only_name(at))
            }
            Before::And if look == Look::Doubtful => waits || self.has_comma_after(at),
            // `and` stands in the names of companies more often than `&` does.
            Before::And if !waits && part.separator.trim() != "&" => look == Look::Known,
            Before::And => look.is_full() && !stage.repeats(part),
            Before::Comma if waits => self.is_next_name(at),
            Before::Comma => look == Look::Known && !tells_position(&stage.affiliation),
        };
        if is_person {
            return Role::Person;
        }
        let has_begun = !stage.people.is_empty();
        let tells_where = has_begun && (part.before == Before::Comma || !waits);
        if tells_where { Role::Affiliation } else { Role::Neither }
    }

    fn look(&self, at: usize) -> Look {
        self.looks.get(at).copied().unwrap_or(Look::Other)
    }

    fn has_comma_after(&self, at: usize) -> bool {
        self.parts.get(at + 1).is_some_and(|next| next.before == Before::Comma)
    }

    /// Whether a word or two of doubt stand where a name does: a position or company follows.
    fn is_only_name(&self, at: usize) -> bool {
        let next = self.parts.get(at + 1).filter(|next| next.before == Before::Comma);
        next.is_some_and(|next| self.doubt == Doubt::For || tells_position(&next.text))
    }

    /// Whether the part behind a name and a comma is the next name, and not a company. A company
    /// of two words looks like a name (`Red Hat`): only a known name tells, or a run of at least
    /// three. One that follows the only name is a company where that is the custom.
    fn is_next_name(&self, at: usize) -> bool {
        let is_pair = self.parts.len() == 2 && self.doubt == Doubt::For;
        if self.look(at) == Look::Known && !is_pair {
            return true;
        }
        let is_comma = |part: &&Part<'_>| part.before == Before::Comma;
        let ahead = self.parts.iter().skip(at).take_while(is_comma).count();
        let behind = self.parts.iter().take(at).rev().take_while(is_comma).count() + 1;
        let from = at.saturating_sub(behind);
        let run = self.looks.get(from..at + ahead).unwrap_or_default();
        run.len() >= 3 && run.iter().all(|look| look.is_full())
    }
}

/// The people read so far; those from `open` on wait for the company that they share.
#[derive(Debug, Default)]
struct Stage {
    people: Vec<Appearance>,
    open: usize,
    affiliation: String,
}

impl Stage {
    fn enter(&mut self, part: &Part<'_>) {
        if !self.affiliation.is_empty() || part.before >= Before::Semicolon {
            self.settle();
        }
        let name = without_role(unlabelled(&part.text));
        self.people.push(Appearance { name, ..Appearance::default() });
    }

    fn affiliate(&mut self, part: &Part<'_>) {
        if !self.affiliation.is_empty() {
            let is_word = part.before == Before::And;
            self.affiliation.push_str(if is_word { part.separator } else { part.separator.trim() });
            self.affiliation.push_str(if is_word { "" } else { " " });
        }
        self.affiliation.push_str(&part.text);
    }

    /// Whether a part behind `&` only repeats what the company is called: `Johnson & Johnson`.
    fn repeats(&self, part: &Part<'_>) -> bool {
        !self.affiliation.is_empty() && self.affiliation.ends_with(&part.text)
    }

    /// Gives those who wait the company read.
    fn settle(&mut self) {
        let affiliation = without_role(&std::mem::take(&mut self.affiliation));
        if !affiliation.is_empty() {
            for person in self.people.iter_mut().skip(self.open) {
                person.affiliation = Some(affiliation.clone());
            }
        }
        self.open = self.people.len();
    }
}
