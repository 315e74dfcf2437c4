//! What to do about a talk that one cannot go to: another of its times, or its recording.

use std::collections::HashMap;

use super::showings::is_same;
use crate::domain::{LinkKind, Showing, Talk};
use crate::text::{fold, is_web};

/// A way to a talk that is missed.
#[derive(Debug, Clone, Copy)]
pub enum Hint<'a> {
    /// It is given again.
    Repeated {
        /// When and where; maybe under another id.
        showing: Showing<'a>,
        /// Whether that time is free of what was chosen.
        is_free: bool,
    },
    /// It can be watched later.
    Recorded {
        /// Where.
        url: &'a str,
    },
}

/// Which showings are of one talk. Programmes print a workshop that is given four times as four
/// talks with one title and one text; whoever was there once has seen it.
pub(super) struct Twins<'a> {
    by_words: HashMap<(String, &'a str), (usize, Vec<Showing<'a>>)>,
}

impl<'a> Twins<'a> {
    /// Puts showings together.
    pub(super) fn of(showings: &[Showing<'a>]) -> Self {
        let mut by_words: HashMap<(String, &'a str), (usize, Vec<Showing<'a>>)> = HashMap::new();
        for showing in showings {
            let next = by_words.len();
            by_words.entry(words(showing.talk)).or_insert((next, Vec::new())).1.push(*showing);
        }
        Self { by_words }
    }

    /// A number that the showings of one talk share.
    pub(super) fn number(&self, talk: &'a Talk) -> Option<usize> {
        self.by_words.get(&words(talk)).map(|(number, _)| *number)
    }

    /// What to do about a showing missed by somebody who chose others: a free repeat first, then
    /// the recording, then a repeat that is not free.
    pub(super) fn hint(&self, missed: &Showing<'a>, chosen: &[Showing<'a>]) -> Option<Hint<'a>> {
        let twins = self.by_words.get(&words(missed.talk));
        let repeats = twins.into_iter().flat_map(|(_, all)| all).filter(|it| !is_same(it, missed));
        let is_free = |it: &Showing<'_>| {
            chosen.iter().all(|other| is_same(other, missed) || !it.overlaps(other))
        };
        let mut repeats: Vec<Hint<'a>> =
            repeats.map(|it| Hint::Repeated { showing: *it, is_free: is_free(it) }).collect();
        repeats.sort_by_key(|hint| matches!(hint, Hint::Repeated { is_free: false, .. }));
        let repeat = repeats.into_iter().next();
        match repeat {
            Some(Hint::Repeated { is_free: true, .. }) => repeat,
            _ => recording(missed.talk).or(repeat),
        }
    }
}

fn words(talk: &Talk) -> (String, &str) {
    (fold(&talk.title), &talk.abstract_text)
}

fn recording(talk: &Talk) -> Option<Hint<'_>> {
    let video = talk.link(LinkKind::Video).filter(|link| is_web(&link.url))?;
    Some(Hint::Recorded { url: &video.url })
}
