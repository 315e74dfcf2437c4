//! Whether a row is part of the programme, from the words of its state.

use super::field::Field;
use super::record::Record;
use crate::domain::State;
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::text;

/// What a row says of whether it takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing.
    Unsaid,
    /// It is part of the programme.
    In(State),
    /// It is no part of it, and why.
    Out(String),
}

/// Words of states in English, German and French, folded.
const SCHEDULED: &str = "accepted approved confirmed scheduled published final active public \
    planned akzeptiert angenommen bestatigt geplant veroffentlicht accepte confirme programme \
    publie ok yes accept_queue";
const CANCELLED: &str = "cancelled canceled abgesagt entfallt annule";
const MOVED: &str = "moved rescheduled postponed verschoben verlegt deplace reporte";
const OUT: &str = "rejected declined withdrawn submitted pending draft deleted nominated waitlist \
    waitlisted waiting proposed reserve backup private hidden unpublished inactive \
    abgelehnt zuruckgezogen eingereicht entwurf geloscht warteliste refuse retire soumis \
    brouillon supprime decline_queue";

/// What a row says; a state that is not known is told.
pub(super) fn standing(record: Record<'_>, place: &str, report: &mut Report) -> Standing {
    for (column, cell) in record.all(Field::Published) {
        if is_no(cell) {
            return Standing::Out(format!("`{}` says `{}`", column.name, clip(cell, 20)));
        }
    }
    for (column, cell) in record.all(Field::Hidden) {
        if is_yes(cell) {
            return Standing::Out(format!("`{}` says `{}`", column.name, clip(cell, 20)));
        }
    }
    let stated = record.first(Field::State);
    if stated.is_empty() { Standing::Unsaid } else { by_word(stated, place, report) }
}

fn by_word(stated: &str, place: &str, report: &mut Report) -> Standing {
    let word = text::fold(stated);
    let is_one = |words: &str| words.split_whitespace().any(|known| known == word);
    if is_one(OUT) {
        return Standing::Out(format!("its state is `{}`", clip(stated, 40)));
    }
    let known =
        [(SCHEDULED, State::Scheduled), (CANCELLED, State::Cancelled), (MOVED, State::Moved)];
    match known.into_iter().find(|(words, _)| is_one(words)) {
        Some((_, state)) => Standing::In(state),
        None => {
            let message =
                format!("`{}` is no state that is known; taken as planned", clip(stated, 40));
            report.warn("unknown-state", place, message);
            Standing::Unsaid
        }
    }
}

fn is_no(cell: &str) -> bool {
    matches!(&*text::fold(cell), "no" | "n" | "false" | "0" | "nein" | "non" | "falsch" | "faux")
}

fn is_yes(cell: &str) -> bool {
    matches!(&*text::fold(cell), "yes" | "y" | "true" | "1" | "ja" | "oui" | "wahr" | "vrai" | "x")
}
