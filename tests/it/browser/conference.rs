//! A small conference that is going on at this moment, so that pages have a now, a next, clashes and
//! free time to show. All its times are relative to the moment it is made.

use hallway::domain::{
    Announcement, Appearance, Event, EventBundle, Kind, Link, LinkKind, Slot, Talk,
};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

/// Slug of the conference.
pub(super) const NOW_DAYS: &str = "now-days";

/// Two talks that are on now, in parallel. The second is recorded.
pub(super) const COMPILERS: &str = "compilers";
pub(super) const KERNELS: &str = "kernels";
/// The next two, in parallel as well. The second is given again later.
pub(super) const HINGES: &str = "hinges";
pub(super) const BRASS: &str = "brass";
/// A later talk that clashes with nothing.
pub(super) const SAILS: &str = "sails";

/// When and where, in minutes from now.
type Showing = (i64, i64, &'static str);

/// The conference with everything as first announced.
pub(super) fn now_days() -> EventBundle {
    let now = Zoned::now().with_time_zone(TimeZone::UTC).datetime();
    let now = now.date().at(now.hour(), now.minute(), 0, 0);
    let event = Event {
        slug: NOW_DAYS.into(),
        name: "Now Days".into(),
        timezone: Some("UTC".into()),
        starts_on: Some(now.date()),
        ends_on: Some(now.date()),
        location: Some("Rotterdam".into()),
        ..Event::default()
    };
    let talks = vec![
        Talk { kind: Kind::Keynote, ..talk(now, "opening", "Opening", &[(-120, -90, "Hall A")]) },
        talk(now, COMPILERS, "Compilers that explain themselves", &[(-20, 55, "Hall A")]),
        recorded(talk(now, KERNELS, "Kernels on a diet", &[(-10, 50, "Hall B")])),
        Talk { kind: Kind::Break, ..talk(now, "lunch", "Lunch", &[(55, 70, "Foyer")]) },
        talk(now, HINGES, "Hinges that last", &[(75, 105, "Hall A")]),
        talk(now, BRASS, "Brass or steel", &[(80, 110, "Hall B"), (300, 330, "Hall B")]),
        talk(now, SAILS, "Sails for container ships", &[(150, 180, "Hall A")]),
        Talk { kind: Kind::Keynote, ..talk(now, "closing", "Closing", &[(360, 390, "Hall A")]) },
    ];
    let announcements = vec![shuttle(now)];
    EventBundle { event, talks, announcements }
}

/// News that matters while the conference is on.
fn shuttle(now: DateTime) -> Announcement {
    Announcement {
        id: "shuttle".into(),
        event: NOW_DAYS.into(),
        title: "A shuttle to the station".into(),
        body: "Buses leave every ten minutes from the main door.".into(),
        date: Some(now.date()),
        from: Some(now - 60.minutes()),
        until: Some(now + 360.minutes()),
        ..Announcement::default()
    }
}

/// The talk of an id, to change it.
pub(super) fn talk_of<'a>(bundle: &'a mut EventBundle, id: &str) -> &'a mut Talk {
    bundle.talks.iter_mut().find(|talk| talk.id == id).expect("the conference has this talk")
}

fn talk(now: DateTime, id: &str, title: &str, showings: &[Showing]) -> Talk {
    let slots = showings.iter().map(|&(from, to, room)| Slot {
        room: Some(room.into()),
        // Also when midnight is near, all of it belongs to one day of the programme.
        day: Some(now.date()),
        ..Slot::new(now + from.minutes(), now + to.minutes())
    });
    Talk {
        id: id.into(),
        event: NOW_DAYS.into(),
        slug: id.into(),
        title: title.into(),
        track: Some(if showings[0].2 == "Hall B" { "Metal" } else { "Main" }.into()),
        abstract_text: format!(
            "{title}: what was learned in a year of practice, and what remains."
        ),
        topics: vec![id.into()],
        languages: vec!["en".into()],
        speakers: vec![Appearance {
            name: format!("Speaker of {title}"),
            affiliation: None,
            id: None,
        }],
        slots: slots.collect(),
        ..Talk::default()
    }
}

fn recorded(talk: Talk) -> Talk {
    let url = format!("https://video.test/{}", talk.id);
    Talk { links: vec![Link { kind: LinkKind::Video, url, title: None }], ..talk }
}
