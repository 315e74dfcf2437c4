//! Plans of small programmes, and what holds for plans of any.

use proptest::prelude::*;

use super::super::samples::{bundle, slot, talk, today};
use super::*;
use crate::domain::{Link, LinkKind, Slot, State};

/// Likes by id.
fn likes(strengths: &[(&str, f32)]) -> Likes {
    let close = |strength| Close { strength, because: Because::Text(0) };
    let by_talk = strengths.iter().map(|&(id, strength)| (id.to_owned(), close(strength)));
    Likes { by_talk: by_talk.collect(), by_words: false }
}

fn pinned(pins: &[&str]) -> Wishes {
    Wishes { pins: pins.iter().map(|&id| id.to_owned()).collect(), ..Wishes::default() }
}

fn ids<'a>(plan: &Plan<'a>) -> Vec<&'a str> {
    plan.choices.iter().map(|choice| choice.showing.talk.id.as_str()).collect()
}

#[test]
fn the_closest_talks_are_chosen_and_say_what_they_beat() {
    let mut talks = vec![
        talk("a", vec![slot(600, 640, "x")]),
        talk("b", vec![slot(620, 660, "y")]),
        talk("c", vec![slot(640, 680, "x")]),
        talk("far", vec![slot(700, 740, "x")]),
    ];
    talks[1].links =
        vec![Link { kind: LinkKind::Video, url: "https://v.test/b".into(), title: None }];
    let bundle = bundle(talks);
    let liked = likes(&[("a", 0.5), ("b", 0.6), ("c", 0.4)]);
    let plan = choose(&bundle, &liked, &Wishes::default());
    assert_eq!(ids(&plan), ["a", "c"]);
    for choice in &plan.choices {
        let beaten = choice.runner_up.as_ref().unwrap();
        assert_eq!(beaten.showing.talk.id, "b");
        assert!(matches!(beaten.hint, Some(Hint::Recorded { url: "https://v.test/b" })));
    }
    assert!(plan.is_best && !plan.by_words);
}

#[test]
fn walking_to_another_room_takes_its_time() {
    let bundle = bundle(vec![
        talk("a", vec![slot(600, 640, "x")]),
        talk("next-door", vec![slot(642, 680, "y")]),
        talk("same-room", vec![slot(640, 645, "x")]),
    ]);
    let liked = likes(&[("a", 0.5), ("next-door", 0.4), ("same-room", 0.1)]);
    assert_eq!(ids(&choose(&bundle, &liked, &Wishes::default())), ["a", "same-room"]);
    let fast = Wishes { walking_min: 0, ..Wishes::default() };
    assert_eq!(ids(&choose(&bundle, &liked, &fast)), ["a", "next-door"]);
}

#[test]
fn a_workshop_printed_four_times_is_visited_once() {
    let mut talks: Vec<Talk> = (0..4)
        .map(|n| talk(&format!("w{n}"), vec![slot(600 + n * 60, 650 + n * 60, "x")]))
        .collect();
    talks.iter_mut().for_each(|talk| talk.title = "Soldering".into());
    talks.push(talk("once", vec![slot(600, 650, "y")]));
    let liked = likes(&[("w0", 0.5), ("w1", 0.5), ("w2", 0.5), ("w3", 0.5), ("once", 0.3)]);
    let bundle = bundle(talks);
    let plan = choose(&bundle, &liked, &Wishes::default());
    assert_eq!(plan.choices.len(), 2);
    assert!(ids(&plan).contains(&"once"));
}

#[test]
fn pins_come_first_and_two_that_clash_are_told() {
    let bundle = bundle(vec![
        talk("pin", vec![slot(600, 640, "x")]),
        talk("liked", vec![slot(610, 650, "y")]),
        talk("second", vec![slot(630, 670, "z")]),
        talk("later", vec![slot(700, 740, "z")]),
    ]);
    let liked = likes(&[("liked", 1.0), ("later", 0.2)]);
    let one = choose(&bundle, &liked, &pinned(&["pin"]));
    assert_eq!(ids(&one), ["pin", "later"]);
    assert_eq!(one.choices[0].runner_up.as_ref().unwrap().showing.talk.id, "liked");
    let two = choose(&bundle, &liked, &pinned(&["pin", "second"]));
    assert_eq!(ids(&two), ["pin", "second", "later"]);
    let pair = two.clashing_pins[0];
    assert_eq!((pair.0.id.as_str(), pair.1.id.as_str()), ("pin", "second"));
}

#[test]
fn a_pin_given_twice_goes_where_it_leaves_the_most() {
    let bundle = bundle(vec![
        talk("pin", vec![slot(600, 640, "x"), slot(800, 840, "x")]),
        talk("liked", vec![slot(600, 640, "y")]),
    ]);
    let plan = choose(&bundle, &likes(&[("liked", 0.4)]), &pinned(&["pin"]));
    assert_eq!(ids(&plan), ["liked", "pin"]);
    assert!(plan.clashing_pins.is_empty());
}

#[test]
fn a_cancelled_pin_is_lost_and_a_limit_holds_for_all_but_pins() {
    let mut talks = vec![
        talk("off", vec![slot(600, 640, "x")]),
        talk("early", vec![slot(300, 340, "x")]),
        talk("dawn", vec![slot(300, 340, "y")]),
    ];
    talks[0].state = State::Cancelled;
    let bundle = bundle(talks);
    let wishes =
        Wishes { earliest: Some(jiff::civil::time(9, 0, 0, 0)), ..pinned(&["off", "early"]) };
    let plan = choose(&bundle, &likes(&[("dawn", 1.0)]), &wishes);
    assert_eq!(ids(&plan), ["early"]);
    assert_eq!(plan.lost_pins[0].id, "off");
}

/// Programmes in which much collides: talks with one or two times, likes, pins.
fn programmes() -> impl Strategy<Value = (Vec<Talk>, Likes, Wishes)> {
    let times = prop::collection::vec((0..60_i64, 1..12_i64, 0..3_usize), 1..3);
    let talks = prop::collection::vec((times, 0..100_u32, 0..6_u32), 0..14);
    (talks, 0..4_u32).prop_map(|(list, walking_min)| {
        let rooms = ["x", "y", "z"];
        let mut wishes = Wishes { walking_min, ..Wishes::default() };
        let (mut talks, mut liked) = (Vec::new(), Likes::default());
        for (nth, (times, strength, pin)) in list.into_iter().enumerate() {
            let id = format!("t{nth}");
            let slots: Vec<Slot> = times
                .into_iter()
                .map(|(start, length, room)| slot(start * 2, (start + length) * 2, rooms[room]))
                .collect();
            talks.push(talk(&id, slots));
            let close = Close { strength: strength as f32 / 100.0, because: Because::Text(0) };
            liked.by_talk.insert(id.clone(), close);
            if pin == 0 {
                wishes.pins.push(id);
            }
        }
        (talks, liked, wishes)
    })
}

proptest! {
    #[test]
    fn no_plan_is_in_two_places_at_once_and_every_pin_is_in(
        (talks, liked, wishes) in programmes(),
    ) {
        let bundle = bundle(talks);
        let plan = choose(&bundle, &liked, &wishes);
        let chosen = ids(&plan);
        for pin in &wishes.pins {
            prop_assert!(chosen.contains(&pin.as_str()));
        }
        let walk = |a: &Showing<'_>, b: &Showing<'_>| {
            let minutes = if a.room() == b.room() { 0 } else { wishes.walking_min };
            jiff::SignedDuration::from_mins(minutes.into())
        };
        for (nth, one) in plan.choices.iter().enumerate() {
            let one = &one.showing;
            prop_assert_eq!(one.day, today());
            for other in &plan.choices[nth + 1..] {
                let other = &other.showing;
                prop_assert_ne!(&one.talk.id, &other.talk.id);
                let both_pinned = [one, other].iter().all(|it| wishes.pins.contains(&it.talk.id));
                let fits = one.end + walk(one, other) <= other.start
                    || other.end + walk(one, other) <= one.start;
                prop_assert!(fits || both_pinned, "{one:?} {other:?}");
            }
        }
    }
}
