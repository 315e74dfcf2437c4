//! The whole of `lint`: order, determinism, hostile records.

use jiff::civil::DateTime;
use proptest::prelude::*;

use super::samples::{event, talk};
use super::{Severity, lint};
use crate::domain::{Appearance, Event, EventBundle, Kind, Link, LinkKind, Slot, State, Talk};

#[test]
fn a_clean_programme_has_no_findings() {
    let bundle = event(vec![
        talk("a", "All about wicks").by(&["Ann Moor"]).at("10:00", "10:45", "Pier"),
        talk("b", "Oil and water").by(&["Jan Smit"]).at("10:00", "10:45", "Boat"),
    ]);
    assert_eq!(lint(&bundle), []);
    assert_eq!(lint(&EventBundle::default()), []);
}

#[test]
fn findings_are_ordered_by_weight_and_then_by_time() {
    let bundle = event(vec![
        talk("a", "KLARHEIT ALS WAFFE").by(&["Ann Moor"]).at("09:00", "09:45", "Pier"),
        talk("b", "Oil &amp; water").by(&["Jan Smit"]).at("12:00", "12:45", "Pier"),
        talk("c", "Untitled").by(&["Lea Horn"]).at("11:00", "11:45", "Pier"),
        talk("d", "Brass").by(&["Ann Moor"]).at("12:30", "12:45", "Pier"),
    ]);
    let lines: Vec<String> = lint(&bundle)
        .iter()
        .map(|it| format!("{} {} {}", it.severity.as_str(), it.place, it.code.as_str()))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    error 2024-06-01 12:30, Pier room-overlap
    warning 2024-06-01 11:00, Pier placeholder-title
    warning 2024-06-01 12:00, Pier escaped-title
    note 2024-06-01 09:00, Pier shouted-title
    ");
    assert!(lint(&bundle).is_sorted_by_key(|finding| finding.severity));
    assert_eq!(lint(&bundle)[0].severity, Severity::Error);
}

fn odd_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("TBA".to_owned()),
        Just("Ann & Bob".to_owned()),
        Just("http://localhost/".to_owned()),
        Just("a wick is a pump of oil for the flame and none".to_owned()),
        "\\PC{0,30}",
        "[A-Za-z &<>;,()-]{0,20}",
    ]
}

fn odd_slot() -> impl Strategy<Value = Slot> {
    let time = || {
        prop_oneof![
            Just(DateTime::MIN),
            Just(DateTime::MAX),
            (0_i8..24, 0_i8..60).prop_map(|(h, m)| jiff::civil::date(2024, 10, 27).at(h, m, 0, 0)),
        ]
    };
    (time(), time(), proptest::option::of(odd_text()), any::<[bool; 2]>()).prop_map(
        |(start, end, room, [start_repeated, end_repeated])| Slot {
            room,
            start_repeated,
            end_repeated,
            ..Slot::new(start, end)
        },
    )
}

fn odd_talk() -> impl Strategy<Value = Talk> {
    let people = prop::collection::vec((odd_text(), proptest::option::of(odd_text())), 0..3);
    let texts = [odd_text().boxed(), odd_text().boxed(), odd_text().boxed(), odd_text().boxed()];
    let slots = prop::collection::vec(odd_slot(), 0..3);
    (texts, people, slots, 0..Kind::ALL.len(), any::<bool>()).prop_map(
        |([id, title, text, url], people, slots, kind, gone)| Talk {
            id,
            title,
            languages: vec![url.clone()],
            abstract_text: text,
            kind: Kind::ALL[kind],
            state: if gone { State::Cancelled } else { State::Scheduled },
            speakers: people
                .into_iter()
                .map(|(name, id)| Appearance { name, affiliation: None, id })
                .collect(),
            slots,
            links: vec![Link { kind: LinkKind::Video, url, title: None }],
            duration_s: Some(60),
            ..Talk::default()
        },
    )
}

proptest! {
    #[test]
    fn any_records_are_looked_at_and_always_with_the_same_result(
        talks in prop::collection::vec(odd_talk(), 0..8),
        timezone in prop_oneof![Just(None), Just(Some("Europe/Berlin".to_owned())), Just(Some("x".to_owned()))],
    ) {
        let event = Event { timezone, ..Event::default() };
        let bundle = EventBundle { event, talks, announcements: Vec::new() };
        let findings = lint(&bundle);
        prop_assert_eq!(&findings, &lint(&bundle));
        prop_assert!(findings.is_sorted_by_key(|finding| finding.severity));
        for finding in findings {
            prop_assert!(!finding.message.contains('\n') && !finding.place.is_empty());
        }
    }
}
