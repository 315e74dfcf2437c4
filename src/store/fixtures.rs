//! Bundles for this module's tests: one that fills every list, and any there can be.

use jiff::civil::{Date, DateTime, date};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::ImportRecord;
use crate::domain::{
    Announcement, Appearance, Audience, Event, EventBundle, Kind, Link, LinkKind, Slot, State, Talk,
};

/// An import record like many.
pub(super) fn import() -> ImportRecord {
    ImportRecord {
        file_name: "schedule.xml".into(),
        format: "frab-xml".into(),
        content_hash: [7; 32],
        added: 3,
        changed: 2,
        removed: 1,
    }
}

/// An event with this many talks, ids `id-0`..., slugs `slug-0`..., and announcements `news-0` and
/// `news-1`.
pub(super) fn bundle(slug: &str, talks: usize) -> EventBundle {
    let announcement = |number| Announcement {
        id: format!("news-{number}"),
        event: slug.into(),
        people: vec![appearance("Grace")],
        topics: vec!["compilers".into()],
        ..Announcement::default()
    };
    EventBundle {
        event: Event { slug: slug.into(), name: slug.to_uppercase(), ..Event::default() },
        talks: (0..talks).map(|number| talk(slug, number)).collect(),
        announcements: vec![announcement(0), announcement(1)],
    }
}

fn talk(event: &str, number: usize) -> Talk {
    let start = date(2024, 6, 19).at(9, 30, 0, 0);
    Talk {
        id: format!("id-{number}"),
        event: event.into(),
        slug: format!("slug-{number}"),
        title: format!("Talk number {number}"),
        abstract_text: "What it is about. ".repeat(40),
        languages: vec!["en".into()],
        topics: vec!["webgpu".into(), "containers".into()],
        speakers: vec![appearance("Ada Byron"), appearance("Charles")],
        slots: vec![Slot { room: Some("Amphi".into()), ..Slot::new(start, start) }],
        links: vec![Link { kind: LinkKind::Video, url: "https://example.org".into(), title: None }],
        ..Talk::default()
    }
}

fn appearance(name: &str) -> Appearance {
    Appearance { name: name.into(), affiliation: Some("Mill".into()), id: None }
}

/// Any bundle of this event: every field with any text, lists of any order, only ids and slugs
/// made unique.
pub(super) fn any_bundle(slug: &'static str) -> impl Strategy<Value = EventBundle> {
    let talks = vec(any_talk(slug), 0..5);
    let announcements = vec(any_announcement(slug), 0..4);
    (any_event(slug), talks, announcements).prop_map(|(event, mut talks, mut announcements)| {
        for (number, talk) in talks.iter_mut().enumerate() {
            talk.id.push_str(&format!("{number}"));
            talk.slug.push_str(&format!("{number}"));
        }
        for (number, item) in announcements.iter_mut().enumerate() {
            item.id.push_str(&format!("{number}"));
        }
        EventBundle { event, talks, announcements }
    })
}

/// Empty, plain and strange texts, NUL and quotes among them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("a\0b'; DROP TABLE talk; --".into()),
        Just("e\u{301}\u{202e}\u{1f9d1}\u{200d}\u{1f680}\n\t".into()),
        any::<String>(),
    ]
}

fn day() -> impl Strategy<Value = Date> {
    (-9999_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

fn moment() -> impl Strategy<Value = DateTime> {
    let nanosecond = prop_oneof![Just(0), 0..=999_999_999];
    (day(), 0_i8..24, 0_i8..60, 0_i8..60, nanosecond).prop_map(
        |(day, hour, minute, second, nanosecond)| day.at(hour, minute, second, nanosecond),
    )
}

fn any_event(slug: &'static str) -> impl Strategy<Value = Event> {
    let texts = [(); 5].map(|()| of(text()));
    (text(), texts, of(day()), of(day())).prop_map(move |(name, texts, starts_on, ends_on)| {
        let [series, timezone, location, url, description] = texts;
        let slug = slug.into();
        Event { slug, name, series, timezone, starts_on, ends_on, location, url, description }
    })
}

fn any_talk(event: &'static str) -> impl Strategy<Value = Talk> {
    let texts = [(); 5].map(|()| text());
    let options = (of(text()), of(text()), of(text()), of(any::<u32>()), of(day()));
    let words = (select(Kind::ALL.to_vec()), select(STATES.to_vec()));
    let lists = (vec(text(), 0..3), vec(text(), 0..4), vec(any_appearance(), 0..4));
    let places = (vec(any_slot(), 0..3), vec(any_link(), 0..3), vec(text(), 0..3));
    (texts, options, words, lists, places).prop_map(
        move |(texts, options, words, lists, places)| {
            let [id, slug, title, abstract_text, description] = texts;
            let (source_title, subtitle, track, duration_s, published) = options;
            let ((kind, state), (languages, topics, speakers), (slots, links, source_ids)) =
                (words, lists, places);
            let event = event.into();
            Talk {
                id,
                event,
                slug,
                title,
                source_title,
                subtitle,
                kind,
                state,
                languages,
                track,
                abstract_text,
                description,
                topics,
                speakers,
                slots,
                links,
                duration_s,
                published,
                source_ids,
            }
        },
    )
}

const STATES: [State; 5] =
    [State::Scheduled, State::Moved, State::Cancelled, State::Withdrawn, State::Unknown];

const LINK_KINDS: [LinkKind; 5] =
    [LinkKind::Video, LinkKind::Slides, LinkKind::Feedback, LinkKind::Page, LinkKind::Other];

fn any_appearance() -> impl Strategy<Value = Appearance> {
    (text(), of(text()), of(text())).prop_map(|(name, affiliation, id)| Appearance {
        name,
        affiliation,
        id,
    })
}

fn any_slot() -> impl Strategy<Value = Slot> {
    let repeated = (any::<bool>(), any::<bool>());
    (moment(), moment(), of(text()), of(day()), repeated).prop_map(
        |(start, end, room, day, (start_repeated, end_repeated))| Slot {
            start,
            end,
            room,
            day,
            start_repeated,
            end_repeated,
        },
    )
}

fn any_link() -> impl Strategy<Value = Link> {
    (select(LINK_KINDS.to_vec()), text(), of(text())).prop_map(|(kind, url, title)| Link {
        kind,
        url,
        title,
    })
}

fn any_audience() -> impl Strategy<Value = Audience> {
    prop_oneof![
        Just(Audience::Everyone),
        day().prop_map(Audience::Day),
        text().prop_map(Audience::Room),
        text().prop_map(Audience::Track),
        text().prop_map(Audience::Talk),
    ]
}

fn any_announcement(event: &'static str) -> impl Strategy<Value = Announcement> {
    let lists = (vec(any_appearance(), 0..3), vec(text(), 0..3));
    let texts = [(); 3].map(|()| text());
    let options = [(); 3].map(|()| of(text()));
    let times = (of(day()), of(moment()), of(moment()), of(any_audience()));
    (texts, options, times, lists).prop_map(move |(texts, options, times, (people, topics))| {
        let [id, title, body] = texts;
        let [date_text, talk, url] = options;
        let (date, from, until, audience) = times;
        let event = event.into();
        Announcement {
            id,
            event,
            title,
            body,
            date,
            date_text,
            from,
            until,
            audience,
            people,
            topics,
            talk,
            url,
        }
    })
}
