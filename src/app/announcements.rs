//! Publishing announcements and ending them, and finding whom they concern by the names people use.

use jiff::Timestamp;

use super::{AppError, Archive};
use crate::domain::{Announcement, Audience, Clock, EventBundle, Phase};
use crate::text;

impl Archive {
    /// Stores an announcement; one with the same id is replaced.
    ///
    /// # Errors
    /// Its event is not there, or the database cannot be written.
    pub fn announce(&self, item: &Announcement) -> Result<(), AppError> {
        if !self.store.has_event(&item.event)? {
            return Err(self.unknown_event(&item.event));
        }
        Ok(self.store.save_announcement(item)?)
    }

    /// Lets an announcement matter no longer than `now`. It stays in the archive, and one that is
    /// over stays as it is.
    ///
    /// # Errors
    /// There is no such event or announcement, or the database cannot be written.
    pub fn end_announcement(
        &self,
        event: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<Announcement, AppError> {
        let bundle = self.get_bundle(event)?;
        let found = bundle.announcements.iter().find(|item| item.id == id);
        let mut item = found.cloned().ok_or_else(|| {
            let known = bundle.announcements.iter().map(|item| item.id.clone()).collect();
            unknown("announcement", id, event, known)
        })?;
        let clock = Clock::of(&bundle.event);
        if item.phase(now, &clock) != Phase::Over {
            let wall = clock.wall(now).datetime();
            item.until = Some(wall.with().subsec_nanosecond(0).build().unwrap_or(wall));
            self.announce(&item)?;
        }
        Ok(item)
    }
}

/// The audience under the event's own names: of rooms and tracks whatever their case, of talks by
/// id or slug.
///
/// # Errors
/// The event has no such day, room, track or talk.
pub fn find_audience(bundle: &EventBundle, named: &Audience) -> Result<Audience, AppError> {
    let slots = bundle.talks.iter().flat_map(|talk| &talk.slots);
    match named {
        Audience::Everyone => Ok(Audience::Everyone),
        Audience::Room(name) => {
            let rooms = slots.filter_map(|slot| slot.room.clone()).collect();
            find_name(bundle, "room", name, rooms).map(Audience::Room)
        }
        Audience::Track(name) => {
            let tracks = bundle.talks.iter().filter_map(|talk| talk.track.clone()).collect();
            find_name(bundle, "track", name, tracks).map(Audience::Track)
        }
        Audience::Day(day) => {
            let days = slots.map(|slot| slot.programme_day().to_string()).collect();
            find_name(bundle, "day", &day.to_string(), days).map(|_| Audience::Day(*day))
        }
        Audience::Talk(id) => {
            let by_id = bundle.talks.iter().find(|talk| talk.id == *id);
            let found = by_id.or_else(|| bundle.talks.iter().find(|talk| talk.slug == *id));
            let refused = || unknown("talk", id, &bundle.event.slug, Vec::new());
            found.map(|talk| Audience::Talk(talk.id.clone())).ok_or_else(refused)
        }
    }
}

/// The name among `known` that reads the same, as the event writes it.
fn find_name(
    bundle: &EventBundle,
    what: &'static str,
    name: &str,
    mut known: Vec<String>,
) -> Result<String, AppError> {
    known.sort();
    known.dedup();
    let wanted = text::fold(name);
    let found = known.iter().find(|other| text::fold(other) == wanted).cloned();
    found.ok_or_else(|| unknown(what, name, &bundle.event.slug, known))
}

fn unknown(what: &'static str, name: &str, event: &str, known: Vec<String>) -> AppError {
    AppError::Unknown { what, name: name.to_owned(), event: Some(event.to_owned()), known }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Event, Slot, Talk};

    fn bundle() -> EventBundle {
        let start = jiff::civil::date(2024, 6, 19).at(10, 0, 0, 0);
        let talk = Talk {
            id: "1".into(),
            event: "conf".into(),
            slug: "one".into(),
            track: Some("Main".into()),
            slots: vec![Slot { room: Some("Hall 1".into()), ..Slot::new(start, start) }],
            ..Talk::default()
        };
        let event = Event { slug: "conf".into(), ..Event::default() };
        EventBundle { event, talks: vec![talk], announcements: Vec::new() }
    }

    #[test]
    fn an_audience_is_found_by_the_names_people_use() {
        let find = |text: &str| {
            find_audience(&bundle(), &text.parse().unwrap()).map(|found| found.to_string())
        };
        for (typed, found) in [
            ("everyone", "everyone"),
            ("room:hall 1", "room:Hall 1"),
            ("track:MAIN", "track:Main"),
            ("day:2024-06-19", "day:2024-06-19"),
            ("talk:one", "talk:1"),
        ] {
            assert_eq!(find(typed).unwrap(), found);
        }
        for typed in ["room:Hall 2", "track:x", "day:2024-06-20", "talk:two"] {
            let refused = find(typed).unwrap_err();
            assert!(matches!(refused, AppError::Unknown { .. }), "{typed}: {refused}");
        }
    }

    #[test]
    fn an_announcement_is_ended_once_and_stays() {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        let mut stored = bundle();
        stored.event.timezone = Some("Europe/Paris".into());
        let record = crate::store::ImportRecord {
            file_name: "x".into(),
            format: "hallway".into(),
            content_hash: [0; 32],
            added: 1,
            changed: 0,
            removed: 0,
        };
        archive.store.save_bundle(&stored, &record).unwrap();
        let day = jiff::civil::date(2024, 6, 19);
        let (id, event) = ("a".into(), "conf".into());
        let item = Announcement { id, event, date: Some(day), ..Announcement::default() };
        archive.announce(&item).unwrap();
        let ended = |moment: &str| {
            let now = moment.parse().unwrap();
            archive.end_announcement("conf", "a", now).unwrap().until
        };
        let until = Some(day.at(14, 0, 5, 0));
        assert_eq!(ended("2024-06-19T12:00:05.5Z"), until);
        assert_eq!(ended("2024-06-19T15:00:00Z"), until);
        assert_eq!(archive.get_bundle("conf").unwrap().announcements[0].until, until);
        let missing = archive.end_announcement("conf", "b", Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(missing.to_string(), "there is no announcement `b` in `conf`");
    }
}
