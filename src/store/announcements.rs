//! Rows of announcements and of their people and topics; keeps the newest first.

use rusqlite::{Connection, Row, params};

use super::events::{advance_generation, find_key};
use super::rows::{Records, Source, parsed_option};
use super::talks::appearance;
use super::{Store, StoreError};
use crate::domain::Announcement;

impl Store {
    /// Saves one announcement of an event that is there, in the place of the one with its id or
    /// else among the others by date; without a date it comes first, as the latest news.
    ///
    /// # Errors
    /// [`StoreError::UnknownEvent`]; when the database cannot be written.
    pub fn save_announcement(&self, item: &Announcement) -> Result<(), StoreError> {
        let is_known = self.write(|transaction| {
            let Some(event) = find_key(transaction, &item.event)? else { return Ok(false) };
            let stored = load(&Source::event(transaction, event))?;
            let mut list = stored.into_iter().map(|(_, stored)| stored).collect();
            put(&mut list, item.clone());
            replace(transaction, event, &list)?;
            advance_generation(transaction, event)?;
            Ok(true)
        })?;
        if is_known { Ok(()) } else { Err(StoreError::UnknownEvent { slug: item.event.clone() }) }
    }
}

/// Puts an announcement into a list that has the newest first.
fn put(list: &mut Vec<Announcement>, item: Announcement) {
    if let Some(place) = list.iter().position(|stored| stored.id == item.id) {
        let stored = list.remove(place);
        if stored.date == item.date {
            return list.insert(place, item);
        }
    }
    let goes_before = |stored: &Announcement| match (item.date, stored.date) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(day), Some(stored_day)) => stored_day <= day,
    };
    let place = list.iter().position(goes_before).unwrap_or(list.len());
    list.insert(place, item);
}

/// Event keys and announcements, in order. [`Announcement::event`] is left empty: the caller knows
/// the slugs.
pub(super) fn load(source: &Source<'_>) -> rusqlite::Result<Vec<(i64, Announcement)>> {
    let mut items = Records::read(source, SELECT_ANNOUNCEMENTS, announcement)?;
    items.attach(SELECT_PEOPLE, |item, row| {
        item.people.push(appearance(row)?);
        Ok(())
    })?;
    items.attach(SELECT_TOPICS, |item, row| {
        item.topics.push(row.get(1)?);
        Ok(())
    })?;
    Ok(items.into_vec())
}

/// Makes an event's announcements exactly these, in this order.
pub(super) fn replace(
    connection: &Connection,
    event: i64,
    items: &[Announcement],
) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM announcement WHERE event = ?1")?.execute([event])?;
    for (position, item) in (0_i64..).zip(items) {
        insert(connection, event, position, item)?;
    }
    Ok(())
}

const SELECT_ANNOUNCEMENTS: &str = "
    SELECT key, event, id, title, body, date, date_text, talk, url, active_from, active_until,
        audience
    FROM announcement WHERE event BETWEEN ?1 AND ?2 ORDER BY event, position";

const SELECT_PEOPLE: &str = "
    SELECT person.announcement, person.name, person.affiliation, person.person_id
    FROM announcement AS item JOIN announcement_person AS person ON person.announcement = item.key
    WHERE item.event BETWEEN ?1 AND ?2 ORDER BY item.event, item.position, person.position";

const SELECT_TOPICS: &str = "
    SELECT topic.announcement, topic.name
    FROM announcement AS item JOIN announcement_topic AS topic ON topic.announcement = item.key
    WHERE item.event BETWEEN ?1 AND ?2 ORDER BY item.event, item.position, topic.position";

fn announcement(row: &Row<'_>) -> rusqlite::Result<Announcement> {
    Ok(Announcement {
        id: row.get(2)?,
        title: row.get(3)?,
        body: row.get(4)?,
        date: parsed_option(row, 5)?,
        date_text: row.get(6)?,
        talk: row.get(7)?,
        url: row.get(8)?,
        from: parsed_option(row, 9)?,
        until: parsed_option(row, 10)?,
        audience: parsed_option(row, 11)?,
        ..Announcement::default()
    })
}

fn insert(
    connection: &Connection,
    event: i64,
    position: i64,
    item: &Announcement,
) -> rusqlite::Result<()> {
    const SQL: &str = "
        INSERT INTO announcement (event, position, id, title, body, date, date_text, talk, url,
            active_from, active_until, audience)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let key = connection.prepare_cached(SQL)?.insert(params![
        event,
        position,
        item.id,
        item.title,
        item.body,
        item.date.map(|day| day.to_string()),
        item.date_text,
        item.talk,
        item.url,
        item.from.map(|time| time.to_string()),
        item.until.map(|time| time.to_string()),
        item.audience.as_ref().map(ToString::to_string),
    ])?;
    insert_lists(connection, key, item)
}

fn insert_lists(connection: &Connection, key: i64, item: &Announcement) -> rusqlite::Result<()> {
    let mut person = connection.prepare_cached(
        "INSERT INTO announcement_person (announcement, position, name, affiliation, person_id)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (position, one) in (0_i64..).zip(&item.people) {
        person.execute(params![key, position, one.name, one.affiliation, one.id])?;
    }
    let mut topic = connection.prepare_cached(
        "INSERT INTO announcement_topic (announcement, position, name) VALUES (?1, ?2, ?3)",
    )?;
    for (position, name) in (0_i64..).zip(&item.topics) {
        topic.execute(params![key, position, name])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::fixtures::{bundle, import};
    use super::*;
    use crate::domain::Appearance;

    fn item(id: &str, day: Option<i8>) -> Announcement {
        let people = vec![Appearance { name: "Ada".into(), ..Appearance::default() }];
        let date = day.map(|day| date(2024, 6, day));
        let topics = vec!["webgpu".into()];
        let (id, event) = (id.into(), "conf".into());
        Announcement { id, event, date, people, topics, ..Announcement::default() }
    }

    fn ids(list: &[Announcement]) -> Vec<&str> {
        list.iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn news_go_where_their_date_says() {
        let mut list = Vec::new();
        for (id, day) in [("b", Some(20)), ("a", Some(19)), ("d", None), ("c", Some(20))] {
            put(&mut list, item(id, day));
        }
        assert_eq!(ids(&list), ["d", "c", "b", "a"]);
        put(&mut list, Announcement { title: "again".into(), ..item("b", Some(20)) });
        assert_eq!((ids(&list), list[2].title.as_str()), (vec!["d", "c", "b", "a"], "again"));
        put(&mut list, item("a", Some(21)));
        assert_eq!(ids(&list), ["d", "a", "c", "b"]);
    }

    #[test]
    fn one_announcement_is_saved_beside_the_others() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut expected = bundle("conf", 2);
        store.save_bundle(&expected, &import()).unwrap();
        store.save_announcement(&item("x", None)).unwrap();
        expected.announcements.insert(0, item("x", None));
        assert_eq!(store.load_bundles().unwrap(), [expected]);
    }

    #[test]
    fn news_of_an_event_that_is_not_there_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let error = store.save_announcement(&item("x", None)).unwrap_err();
        assert_eq!(error.to_string(), "there is no event `conf`");
        assert_eq!(store.generation().unwrap(), 0);
    }
}
