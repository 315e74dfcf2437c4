//! What sessions lack: abstract, speakers, title, room, time.

use super::Code;
use super::finding::{Report, Spot, Value};
use super::placeholder::{is_placeholder, is_placeholder_title};
use super::programme::{Entry, Programme};
use crate::domain::{Kind, Talk};
use crate::text;

/// From so many on, and when it is most of them, a gap is the programme's and not each session's:
/// one finding says so.
const MIN_FOR_ALL: usize = 5;

/// Source text this long, in bytes, is an abstract without looking closer; markup around an empty
/// or placeholder text is far shorter.
const SURELY_TEXT_BYTES: usize = 400;

/// Reports gaps.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    titles(programme, report);
    let sessions: Vec<&Entry<'_>> = programme.sessions().collect();
    gap(Code::MissingAbstract, "no abstract", &sessions, |talk| !has_abstract(talk), report);
    let is_told = |talk: &Talk| matches!(talk.kind, Kind::Talk | Kind::Keynote);
    let told: Vec<_> = sessions.iter().copied().filter(|entry| is_told(entry.talk)).collect();
    gap(Code::MissingSpeaker, "no speaker", &told, |talk| talk.speakers.is_empty(), report);
    time_and_room(&sessions, report);
}

fn titles(programme: &Programme<'_>, report: &mut Report) {
    for entry in programme.sessions().filter(|entry| is_placeholder_title(&entry.talk.title)) {
        let message = format!("the title {} only holds a place", Value(&entry.talk.title));
        report.add(Code::PlaceholderTitle, [entry.talk], Spot::talk(entry.talk), message);
    }
}

/// Rooms and times are missed only where the programme has them: archives have neither.
fn time_and_room(sessions: &[&Entry<'_>], report: &mut Report) {
    let timed: Vec<_> =
        sessions.iter().copied().filter(|entry| !entry.talk.slots.is_empty()).collect();
    let is_unscheduled = |talk: &Talk| talk.slots.is_empty() && talk.published.is_none();
    if 2 * timed.len() > sessions.len() {
        gap(Code::Unscheduled, "no time", sessions, is_unscheduled, report);
    }
    let lacks_room = |talk: &Talk| talk.slots.iter().any(|slot| !has_room(slot.room.as_deref()));
    let roomless = timed.iter().filter(|entry| lacks_room(entry.talk)).count();
    if 2 * roomless < timed.len() {
        gap(Code::MissingRoom, "no room", &timed, lacks_room, report);
    }
}

fn has_room(room: Option<&str>) -> bool {
    room.is_some_and(|room| !is_placeholder(room))
}

/// Whether there is an abstract or description with words of its own.
fn has_abstract(talk: &Talk) -> bool {
    [&talk.abstract_text, &talk.description]
        .into_iter()
        .any(|source| source.len() > SURELY_TEXT_BYTES || !is_placeholder(&text::plain(source)))
}

/// Reports what each of some entries lacks, or once that most of them do.
fn gap(
    code: Code,
    what: &str,
    among: &[&Entry<'_>],
    lacks: impl Fn(&Talk) -> bool,
    report: &mut Report,
) {
    let lacking: Vec<&Talk> =
        among.iter().map(|entry| entry.talk).filter(|talk| lacks(talk)).collect();
    if lacking.len() >= MIN_FOR_ALL && 2 * lacking.len() > among.len() {
        let message = format!("{} of {} sessions have {what}", lacking.len(), among.len());
        report.add(code, lacking, Spot::event(), message);
        return;
    }
    for talk in lacking {
        let message = format!("{} has {what}", Value(&talk.title));
        report.add(code, [talk], Spot::talk(talk), message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::samples::{Sample, coded, event, messages, talk};

    fn full(id: &str) -> Sample {
        talk(id, &format!("All about {id}")).by(&[&format!("{id} Moor")]).at("10:00", "10:30", id)
    }

    #[test]
    fn a_session_without_an_abstract_is_named_and_a_break_is_not() {
        let bundle = event(vec![
            full("a"),
            full("b").about(""),
            full("c").about("<p>&nbsp;</p>"),
            full("d").about("<p>Coming soon.</p>"),
            full("e").kind(Kind::Break).about(""),
            full("f").about("Wicks."),
        ]);
        assert_eq!(
            messages(&bundle, "missing-abstract"),
            [
                "`All about b` has no abstract",
                "`All about c` has no abstract",
                "`All about d` has no abstract"
            ]
        );
    }

    #[test]
    fn a_programme_without_abstracts_is_one_finding() {
        let talks = ["a", "b", "c", "d", "e", "f"].map(|id| full(id).about(""));
        let found = coded(&event(talks.to_vec()), "missing-abstract");
        assert_eq!((found.len(), found[0].talks.len()), (1, 6));
        assert_eq!(found[0].message, "6 of 6 sessions have no abstract");
        assert_eq!(found[0].place, "event");
    }

    #[test]
    fn only_talks_and_keynotes_must_name_speakers() {
        let bundle = event(vec![
            full("a"),
            talk("b", "Oil").at("11:00", "11:30", "Pier"),
            talk("c", "Brass").kind(Kind::Keynote).at("12:00", "12:30", "Pier"),
            talk("d", "Try it").kind(Kind::Workshop).at("13:00", "13:30", "Pier"),
        ]);
        assert_eq!(
            messages(&bundle, "missing-speaker"),
            ["`Oil` has no speaker", "`Brass` has no speaker"]
        );
    }

    #[test]
    fn rooms_and_times_are_missed_where_most_have_them() {
        let bundle = event(vec![
            full("a"),
            full("b"),
            full("c"),
            talk("d", "Oil").by(&["Jan Smit"]).at("11:00", "11:30", ""),
            talk("e", "Brass").by(&["Ann Smith"]),
        ]);
        assert_eq!(messages(&bundle, "missing-room"), ["`Oil` has no room"]);
        assert_eq!(messages(&bundle, "unscheduled"), ["`Brass` has no time"]);
        let archive = event(vec![talk("a", "Oil"), talk("b", "Brass"), full("c")]);
        assert!(coded(&archive, "unscheduled").is_empty());
        let mut recorded = full("z");
        recorded.0.slots.clear();
        recorded.0.published = Some(jiff::civil::date(2024, 7, 1));
        let bundle = event(vec![full("a"), full("b"), recorded]);
        assert!(coded(&bundle, "unscheduled").is_empty());
    }

    #[test]
    fn titles_that_hold_a_place_are_reported() {
        let bundle = event(vec![talk("a", "Keynote: TBA").at("10:00", "10:30", "Pier")]);
        let found = coded(&bundle, "placeholder-title");
        assert_eq!(found[0].message, "the title `Keynote: TBA` only holds a place");
        assert_eq!(found[0].place, "2024-06-01 10:00, Pier");
    }
}
