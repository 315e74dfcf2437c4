//! A part of an event: one talk, a track, a room, a day, a person, a kind. Pure; reads no store.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::domain::{EventBundle, Kind, Slot, Talk};
use crate::text;

/// What a part must have; whatever is not set does not matter. Names are compared without regard
/// to case and marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Id or slug of a talk.
    pub talk: Option<String>,
    /// Name of a track.
    pub track: Option<String>,
    /// Name of a room.
    pub room: Option<String>,
    /// Day of the programme.
    pub day: Option<Date>,
    /// Name or slug of a person on stage.
    pub speaker: Option<String>,
    /// Sort of session.
    pub kind: Option<Kind>,
}

impl Filter {
    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a talk passes, its times aside.
    fn admits(&self, talk: &Talk) -> bool {
        let is_named = |wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|it| *it == talk.id || *it == talk.slug)
        };
        let is_on = |wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|it| talk.track.as_deref().is_some_and(|own| same(own, it)))
        };
        let is_by = |wanted: &Option<String>| {
            let slug = wanted.as_ref().map(|it| text::slugify(it));
            let mut people = talk.speakers.iter().map(|speaker| text::slugify(&speaker.name));
            slug.is_none_or(|slug| people.any(|person| person == slug))
        };
        is_named(&self.talk)
            && is_on(&self.track)
            && is_by(&self.speaker)
            && self.kind.is_none_or(|kind| kind == talk.kind)
    }

    /// Whether a time passes.
    fn admits_slot(&self, slot: &Slot) -> bool {
        let is_there = |room: &String| slot.room.as_deref().is_some_and(|own| same(own, room));
        self.room.as_ref().is_none_or(is_there)
            && self.day.is_none_or(|day| day == slot.programme_day())
    }
}

fn same(a: &str, b: &str) -> bool {
    text::fold(a) == text::fold(b)
}

/// The event with the talks that pass, each at the times that pass. Of announcements there stay
/// those that were made in one of them.
pub fn select(bundle: &EventBundle, filter: &Filter) -> EventBundle {
    if filter.is_empty() {
        return bundle.clone();
    }
    let by_time = filter.room.is_some() || filter.day.is_some();
    let talks = bundle.talks.iter().filter(|talk| filter.admits(talk)).filter_map(|talk| {
        let slots: Vec<Slot> =
            talk.slots.iter().filter(|slot| filter.admits_slot(slot)).cloned().collect();
        (!by_time || !slots.is_empty()).then(|| Talk { slots, ..talk.clone() })
    });
    let talks: Vec<Talk> = talks.collect();
    let is_of_part =
        |talk: &Option<String>| talk.as_ref().is_some_and(|id| talks.iter().any(|it| it.id == *id));
    let announcements =
        bundle.announcements.iter().filter(|item| is_of_part(&item.talk)).cloned().collect();
    EventBundle { event: bundle.event.clone(), talks, announcements }
}

/// The event with these talks alone, by id and in the programme's order, without announcements.
pub fn select_talks(bundle: &EventBundle, ids: &[String]) -> EventBundle {
    let ids: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let is_wanted = |talk: &&Talk| ids.contains(talk.id.as_str());
    let talks = bundle.talks.iter().filter(is_wanted).cloned().collect();
    EventBundle { event: bundle.event.clone(), talks, announcements: Vec::new() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Announcement, Appearance};

    fn bundle() -> EventBundle {
        let slot = |day: i8, room: &str| {
            let start = date(2024, 5, day).at(9, 0, 0, 0);
            Slot { room: Some(room.into()), ..Slot::new(start, start) }
        };
        let night = Slot { day: Some(date(2024, 5, 1)), ..slot(2, "Bar") };
        let one = Talk {
            id: "1".into(),
            slug: "one".into(),
            track: Some("Größe".into()),
            speakers: vec![Appearance { name: "Ádám Rozmán".into(), ..Appearance::default() }],
            slots: vec![slot(1, "Hall A"), slot(2, "Hall B"), night],
            ..Talk::default()
        };
        let two =
            Talk { id: "2".into(), slug: "two".into(), kind: Kind::Keynote, ..Talk::default() };
        let news = |id: &str, talk: Option<&str>| Announcement {
            id: id.into(),
            talk: talk.map(str::to_owned),
            ..Announcement::default()
        };
        let announcements = vec![news("a", Some("1")), news("b", Some("2")), news("c", None)];
        EventBundle { talks: vec![one, two], announcements, ..EventBundle::default() }
    }

    /// Ids with the number of times, and the announcements.
    fn left(filter: &Filter) -> (Vec<(String, usize)>, usize) {
        let part = select(&bundle(), filter);
        let talks = part.talks.into_iter().map(|talk| (talk.id, talk.slots.len())).collect();
        (talks, part.announcements.len())
    }

    #[test]
    fn chosen_talks_keep_the_programmes_order() {
        let ids = ["2", "nothing", "1"].map(str::to_owned);
        let part = select_talks(&bundle(), &ids);
        assert_eq!(part.talks, bundle().talks);
        assert!(part.announcements.is_empty());
        assert_eq!(select_talks(&bundle(), &ids[..1]).talks.len(), 1);
    }

    #[test]
    fn each_wish_narrows_the_event() {
        let text = |text: &str| Some(text.to_owned());
        let one = |times: usize| (vec![("1".to_owned(), times)], 1);
        let two = (vec![("2".to_owned(), 0)], 1);
        let all = Filter::default();
        assert_eq!(left(&Filter { talk: text("one"), ..all.clone() }), one(3));
        assert_eq!(left(&Filter { talk: text("2"), ..all.clone() }), two);
        assert_eq!(left(&Filter { track: text("grösse"), ..all.clone() }), one(3));
        assert_eq!(left(&Filter { speaker: text("adam-rozman"), ..all.clone() }), one(3));
        assert_eq!(left(&Filter { speaker: text("Adam Rozman"), ..all.clone() }), one(3));
        assert_eq!(left(&Filter { kind: Some(Kind::Keynote), ..all.clone() }), two);
        assert_eq!(left(&Filter { room: text("hall a"), ..all.clone() }), one(1));
        let day = Some(date(2024, 5, 1));
        assert_eq!(left(&Filter { day, ..all.clone() }), one(2));
        assert_eq!(left(&Filter { day, room: text("Hall B"), ..all.clone() }), (vec![], 0));
        assert_eq!(left(&Filter { day, kind: Some(Kind::Panel), ..all }), (vec![], 0));
        assert_eq!(select(&bundle(), &Filter::default()), bundle());
    }
}
