//! What a merge must keep, count and refuse.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Audience, Slot, State};

fn talk(id: &str, title: &str) -> Talk {
    Talk { id: id.into(), event: "e".into(), title: title.into(), ..Talk::default() }
}

fn bundle(talks: Vec<Talk>) -> EventBundle {
    let event = Event { slug: "e".into(), name: "Conf".into(), ..Event::default() };
    EventBundle { event, talks, announcements: Vec::new() }
}

fn many(range: std::ops::Range<usize>) -> Vec<Talk> {
    range.map(|n| talk(&n.to_string(), &format!("Talk {n}"))).collect()
}

fn stored(talks: Vec<Talk>) -> EventBundle {
    merge(None, &bundle(talks), MergeOptions::default()).unwrap().bundle
}

const PARTIAL: MergeOptions =
    MergeOptions { coverage: Coverage::Partial, removals: Removals::Guarded };
const ALLOWED: MergeOptions =
    MergeOptions { coverage: Coverage::Full, removals: Removals::Allowed };

#[test]
fn new_talks_get_slugs_that_are_unique_and_stay() {
    let mut first = stored(vec![talk("1", "Same"), talk("2", "Same")]);
    assert_eq!((first.talks[0].slug.as_str(), first.talks[1].slug.as_str()), ("same", "same-2"));
    first.talks[0].title = "Other".into();
    let file = bundle(vec![talk("3", "Same"), talk("1", "New title"), talk("2", "Same")]);
    let merged = merge(Some(&first), &file, MergeOptions::default()).unwrap();
    let slugs: Vec<_> = merged.bundle.talks.iter().map(|talk| talk.slug.as_str()).collect();
    assert_eq!(slugs, ["same-3", "same", "same-2"]);
    assert_eq!((merged.added, merged.changed, merged.unchanged), (1, 1, 1));
}

#[test]
fn each_field_that_differs_is_told_as_text() {
    let mut old = talk("1", "One");
    let start = date(2024, 2, 3).at(9, 30, 0, 0);
    let end = date(2024, 2, 3).at(10, 0, 0, 0);
    old.slots = vec![Slot { room: Some("A".into()), ..Slot::new(start, end) }];
    let mut new = old.clone();
    new.title = "Uno".into();
    new.slots[0].room = Some("B".into());
    let merged = merge(Some(&stored(vec![old])), &bundle(vec![new]), MergeOptions::default());
    let merged = merged.unwrap();
    let told: Vec<_> = merged
        .changes
        .iter()
        .map(|c| (c.field.as_str(), c.old.as_deref().unwrap(), c.new.as_deref().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("title", "One", "Uno"),
            ("state", "scheduled", "moved"),
            ("slots", "2024-02-03 09:30 to 10:00, A", "2024-02-03 09:30 to 10:00, B"),
        ]
    );
    assert_eq!(merged.changed, 1);
    let again = merge(Some(&merged.bundle), &merged.bundle, MergeOptions::default()).unwrap();
    assert!(again.is_unchanged());
}

#[test]
fn a_talk_with_another_id_is_known_by_its_title() {
    let old = stored(many(0..3));
    let mut file = bundle(many(0..3));
    file.talks[1].id = "new-id".into();
    let merged = merge(Some(&old), &file, MergeOptions::default()).unwrap();
    assert!(merged.is_unchanged());
    assert_eq!(merged.bundle.talks[1].id, "1");
}

#[test]
fn absent_talks_are_withdrawn_once_and_can_come_back() {
    let old = stored(many(0..10));
    let merged = merge(Some(&old), &bundle(many(0..8)), MergeOptions::default()).unwrap();
    assert_eq!((merged.removed, merged.unchanged), (2, 8));
    assert_eq!(merged.bundle.talks[9].state, State::Withdrawn);
    assert_eq!(merged.changes[1].new, None);
    let again = merge(Some(&merged.bundle), &bundle(many(0..8)), MergeOptions::default()).unwrap();
    assert!(again.is_unchanged() && again.removed == 0);
    let back = merge(Some(&merged.bundle), &bundle(many(0..10)), MergeOptions::default()).unwrap();
    assert_eq!((back.changed, back.bundle.talks[9].state), (2, State::Scheduled));
}

#[test]
fn a_partial_file_leaves_the_others_alone_and_in_place() {
    let old = stored(many(0..10));
    let file = bundle(vec![talk("5", "Changed"), talk("new", "New")]);
    let merged = merge(Some(&old), &file, PARTIAL).unwrap();
    assert_eq!((merged.added, merged.changed, merged.removed), (1, 1, 0));
    assert_eq!(merged.bundle.talks[5].title, "Changed");
    assert_eq!(merged.bundle.talks[10].id, "new");
}

#[test]
fn more_than_a_fifth_may_not_vanish_unasked() {
    let old = stored(many(0..10));
    assert!(merge(Some(&old), &bundle(many(2..10)), MergeOptions::default()).is_ok());
    let file = bundle(many(3..10));
    let refused = merge(Some(&old), &file, MergeOptions::default()).unwrap_err();
    let expected = GuardError::TooManyVanished { event: "e".into(), vanished: 3, stored: 10 };
    assert_eq!(refused, expected);
    assert!(refused.to_string().contains("--allow-removals"));
    assert_eq!(merge(Some(&old), &file, ALLOWED).unwrap().removed, 3);
}

#[test]
fn an_empty_file_never_empties_an_event() {
    let old = stored(many(0..3));
    for options in [MergeOptions::default(), ALLOWED] {
        let refused = merge(Some(&old), &bundle(Vec::new()), options);
        assert_eq!(refused, Err(GuardError::NoTalks { event: "e".into(), stored: 3 }));
    }
    assert!(merge(Some(&old), &bundle(Vec::new()), PARTIAL).unwrap().is_unchanged());
    assert!(merge(None, &bundle(Vec::new()), MergeOptions::default()).is_ok());
}

#[test]
fn the_file_of_another_event_is_refused() {
    let old = stored(many(0..3));
    let mut file = bundle(many(10..20));
    file.event.name = "Other Conf".into();
    for options in [PARTIAL, ALLOWED] {
        let refused = merge(Some(&old), &file, options);
        assert!(matches!(refused, Err(GuardError::OtherEvent { .. })), "{refused:?}");
    }
    file.talks.push(talk("1", "Talk 1"));
    assert!(merge(Some(&old), &file, PARTIAL).is_ok());
}

#[test]
fn announcements_stay_when_the_file_has_none() {
    let mut old = stored(many(0..1));
    let item = |id: &str| Announcement {
        id: id.into(),
        event: "e".into(),
        title: id.to_uppercase(),
        ..Announcement::default()
    };
    old.announcements = vec![item("a"), item("b")];
    let mut file = bundle(many(0..1));
    let merged = merge(Some(&old), &file, ALLOWED).unwrap();
    assert!(merged.is_unchanged() && merged.bundle.announcements.len() == 2);
    file.announcements = vec![item("c"), item("b")];
    let ids = |merge: &Merge| -> Vec<String> {
        merge.bundle.announcements.iter().map(|item| item.id.clone()).collect()
    };
    let merged = merge(Some(&old), &file, MergeOptions::default()).unwrap();
    assert_eq!((ids(&merged), merged.changes.len()), (vec!["c".into(), "b".into(), "a".into()], 1));
    assert_eq!(ids(&merge(Some(&old), &file, ALLOWED).unwrap()), ["c", "b"]);
}

#[test]
fn a_new_lifetime_or_audience_of_an_announcement_is_told() {
    let item = Announcement {
        id: "a".into(),
        title: "A".into(),
        event: "e".into(),
        ..Announcement::default()
    };
    let mut old = stored(many(0..1));
    old.announcements = vec![item.clone()];
    let mut file = bundle(many(0..1));
    let until = Some(date(2024, 2, 3).at(12, 30, 0, 0));
    let audience = Some(Audience::Room("Hall".into()));
    file.announcements = vec![Announcement { until, audience, ..item }];
    let merged = merge(Some(&old), &file, MergeOptions::default()).unwrap();
    assert_eq!(merged.changes[0].old.as_deref(), Some("A\n\n"));
    let told = "A\n\n\n\nuntil 2024-02-03 12:30, for room:Hall";
    assert_eq!(merged.changes[0].new.as_deref(), Some(told));
}

#[test]
fn what_the_file_does_not_say_of_the_event_stays() {
    let mut old = stored(many(0..1));
    old.event.location = Some("Paris".into());
    let mut file = bundle(many(0..1));
    file.event.name = String::new();
    let merged = merge(Some(&old), &file, MergeOptions::default()).unwrap();
    assert!(merged.is_unchanged());
    file.event.location = Some("Lyon".into());
    let merged = merge(Some(&old), &file, MergeOptions::default()).unwrap();
    assert_eq!(merged.changes[0].field, "event.location");
}

#[test]
fn other_line_ends_are_no_change() {
    let mut file = bundle(many(0..2));
    file.talks[0].abstract_text = "One.\n\nTwo.".into();
    let old = stored(file.talks.clone());
    file.talks[0].abstract_text = "One.\r\n\r\nTwo. ".into();
    let merged = merge(Some(&old), &file, MergeOptions::default()).unwrap();
    assert!(merged.is_unchanged());
    assert_eq!(merged.bundle, old);
}

#[test]
fn a_renamed_room_is_told_once_and_moves_no_talk() {
    let shown = |id: &str, hour: i8, room: &str| {
        let start = date(2024, 2, 3).at(hour, 0, 0, 0);
        let slot = Slot { room: Some(room.into()), ..Slot::new(start, start) };
        Talk { slots: vec![slot], ..talk(id, id) }
    };
    let old = stored(vec![shown("1", 9, "A"), shown("2", 10, "A"), shown("3", 9, "B")]);
    let file = bundle(vec![shown("1", 9, "Hall"), shown("2", 10, "Hall"), shown("3", 9, "B")]);
    let merged = merge(Some(&old), &file, MergeOptions::default()).unwrap();
    let told: Vec<_> = merged.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!((told, merged.changed), (vec!["event.room"], 0));
    assert_eq!(merged.bundle.talks[0].slots[0].room.as_deref(), Some("Hall"));
    assert_eq!(merged.bundle.talks[0].state, State::Scheduled);
}

#[test]
fn corrections_and_aliases_survive_every_import() {
    let mut file = bundle(many(0..3));
    file.talks[0].speakers =
        vec![crate::domain::Appearance { name: "J. Doe".into(), ..Default::default() }];
    let old = stored(file.talks.clone());
    let correction = crate::domain::Correction {
        talk: "1".into(),
        field: "title".into(),
        value: "Right".into(),
        stated: "Talk 1".into(),
    };
    let alias = crate::domain::Alias {
        kind: crate::domain::AliasKind::Speaker,
        name: "j. doe".into(),
        stands_for: "Jane Doe".into(),
    };
    let overlay = Overlay { aliases: vec![alias], corrections: vec![correction] };
    let import = |overlay: Overlay, old: &EventBundle, file: &EventBundle| {
        merge_under(overlay, Some(old), file, MergeOptions::default()).unwrap()
    };
    let first = import(overlay, &old, &file);
    assert_eq!((first.changed, first.warnings.len()), (2, 0));
    assert_eq!(first.bundle.talks[1].title, "Right");
    assert_eq!(first.bundle.talks[0].speakers[0].name, "Jane Doe");
    let again = import(first.overlay.clone(), &first.bundle, &file);
    assert!(again.is_unchanged() && again.warnings.is_empty());
    file.talks[1].title = "Wrong again".into();
    let news = import(first.overlay, &first.bundle, &file);
    assert!(news.is_unchanged());
    assert_eq!(news.warnings[0].code, "corrected-field-changed");
    assert_eq!(news.overlay.corrections[0].stated, "Wrong again");
    let told_once = import(news.overlay, &news.bundle, &file);
    assert!(told_once.warnings.is_empty());
}

#[test]
fn another_edition_with_a_few_titles_in_common_is_another_event() {
    let old = stored(many(0..20));
    let mut talks = many(100..120);
    talks[0].title = "Talk 0".into();
    let mut file = bundle(talks);
    file.event.name = "Conf, a year later".into();
    let refused = merge(Some(&old), &file, ALLOWED);
    assert!(matches!(refused, Err(GuardError::OtherEvent { .. })), "{refused:?}");
}

proptest! {
    #[test]
    fn a_second_import_changes_nothing(
        first in proptest::collection::vec((0_u8..20, 0_u8..6), 1..30),
        second in proptest::collection::vec((0_u8..20, 0_u8..6), 1..30),
    ) {
        let make = |pairs: Vec<(u8, u8)>| {
            bundle(pairs.iter().map(|(id, title)| talk(&id.to_string(), &format!("T{title}"))).collect())
        };
        let old = merge(None, &make(first), MergeOptions::default()).unwrap().bundle;
        let file = make(second);
        let merged = merge(Some(&old), &file, ALLOWED).unwrap();
        let names: HashSet<_> = merged.bundle.talks.iter().map(|talk| &talk.slug).collect();
        prop_assert_eq!(names.len(), merged.bundle.talks.len());
        let ids: HashSet<_> = file.talks.iter().map(|talk| &talk.id).collect();
        // A file that gives one id twice is not what a parser hands over.
        if ids.len() == file.talks.len() {
            let again = merge(Some(&merged.bundle), &file, ALLOWED).unwrap();
            prop_assert!(again.is_unchanged(), "{:?}", again.changes);
        }
    }
}
