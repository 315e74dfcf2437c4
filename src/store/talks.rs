//! Rows of talks and of their lists (languages, topics, speakers, slots, links); saves and loads
//! them by event, and judges nothing.

use rusqlite::{CachedStatement, Connection, Row, params};

use super::rows::{Records, Source, parsed, parsed_option, word};
use crate::domain::{Appearance, Kind, Link, LinkKind, Slot, State, Talk};

/// Event keys and talks, by event and in programme order. [`Talk::event`] is left empty: the
/// caller knows the slugs.
pub(super) fn load(source: &Source<'_>) -> rusqlite::Result<Vec<(i64, Talk)>> {
    let mut talks = Records::read(source, SELECT_TALKS, talk)?;
    talks.attach(SELECT_LANGUAGES, |talk, row| {
        talk.languages.push(row.get(1)?);
        Ok(())
    })?;
    talks.attach(SELECT_TOPICS, |talk, row| {
        talk.topics.push(row.get(1)?);
        Ok(())
    })?;
    talks.attach(SELECT_APPEARANCES, |talk, row| {
        talk.speakers.push(appearance(row)?);
        Ok(())
    })?;
    talks.attach(SELECT_SLOTS, |talk, row| {
        talk.slots.push(slot(row)?);
        Ok(())
    })?;
    talks.attach(SELECT_SOURCE_IDS, |talk, row| {
        talk.source_ids.push(row.get(1)?);
        Ok(())
    })?;
    talks.attach(SELECT_LINKS, |talk, row| {
        talk.links.push(link(row)?);
        Ok(())
    })?;
    Ok(talks.into_vec())
}

/// Makes an event's talks exactly these, in this order.
pub(super) fn replace(connection: &Connection, event: i64, talks: &[Talk]) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM talk WHERE event = ?1")?.execute([event])?;
    let mut inserts = Inserts::prepare(connection)?;
    for (position, talk) in (0_i64..).zip(talks) {
        inserts.talk(event, position, talk)?;
    }
    Ok(())
}

const SELECT_TALKS: &str = "
    SELECT key, event, id, slug, title, subtitle, kind, state, track, abstract, description,
           duration_s, published, source_title
    FROM talk WHERE event BETWEEN ?1 AND ?2 ORDER BY event, position";

const SELECT_LANGUAGES: &str = "
    SELECT language.talk, language.tag
    FROM talk JOIN language ON language.talk = talk.key
    WHERE talk.event BETWEEN ?1 AND ?2 ORDER BY talk.event, talk.position, language.position";

const SELECT_TOPICS: &str = "
    SELECT topic.talk, topic.name
    FROM talk JOIN topic ON topic.talk = talk.key
    WHERE talk.event BETWEEN ?1 AND ?2 ORDER BY talk.event, talk.position, topic.position";

const SELECT_APPEARANCES: &str = "
    SELECT appearance.talk, appearance.name, appearance.affiliation, appearance.person_id
    FROM talk JOIN appearance ON appearance.talk = talk.key
    WHERE talk.event BETWEEN ?1 AND ?2 ORDER BY talk.event, talk.position, appearance.position";

const SELECT_SLOTS: &str = "
    SELECT slot.talk, slot.starts_at, slot.ends_at, slot.room, slot.day, slot.start_repeated,
           slot.end_repeated
    FROM talk JOIN slot ON slot.talk = talk.key
    WHERE talk.event BETWEEN ?1 AND ?2 ORDER BY talk.event, talk.position, slot.position";

const SELECT_LINKS: &str = "
    SELECT link.talk, link.kind, link.url, link.title
    FROM talk JOIN link ON link.talk = talk.key
    WHERE talk.event BETWEEN ?1 AND ?2 ORDER BY talk.event, talk.position, link.position";

const SELECT_SOURCE_IDS: &str = "
    SELECT source_id.talk, source_id.id
    FROM talk JOIN source_id ON source_id.talk = talk.key
    WHERE talk.event BETWEEN ?1 AND ?2 ORDER BY talk.event, talk.position, source_id.position";

fn talk(row: &Row<'_>) -> rusqlite::Result<Talk> {
    Ok(Talk {
        id: row.get(2)?,
        slug: row.get(3)?,
        title: row.get(4)?,
        subtitle: row.get(5)?,
        kind: word(row, 6, Kind::from_word)?,
        state: word(row, 7, State::from_word)?,
        track: row.get(8)?,
        abstract_text: row.get(9)?,
        description: row.get(10)?,
        duration_s: row.get(11)?,
        published: parsed_option(row, 12)?,
        source_title: row.get(13)?,
        ..Talk::default()
    })
}

/// A person, from columns 1 to 3.
pub(super) fn appearance(row: &Row<'_>) -> rusqlite::Result<Appearance> {
    Ok(Appearance { name: row.get(1)?, affiliation: row.get(2)?, id: row.get(3)? })
}

fn slot(row: &Row<'_>) -> rusqlite::Result<Slot> {
    Ok(Slot {
        start: parsed(row, 1)?,
        end: parsed(row, 2)?,
        room: row.get(3)?,
        day: parsed_option(row, 4)?,
        start_repeated: row.get(5)?,
        end_repeated: row.get(6)?,
    })
}

fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    let kind = word(row, 1, LinkKind::from_word)?;
    Ok(Link { kind, url: row.get(2)?, title: row.get(3)? })
}

/// The statements that write talks, prepared once for all of an event.
struct Inserts<'c> {
    talk: CachedStatement<'c>,
    language: CachedStatement<'c>,
    topic: CachedStatement<'c>,
    appearance: CachedStatement<'c>,
    slot: CachedStatement<'c>,
    link: CachedStatement<'c>,
    source_id: CachedStatement<'c>,
}

impl<'c> Inserts<'c> {
    fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            talk: connection.prepare_cached(
                "INSERT INTO talk (event, position, id, slug, title, subtitle, kind, state, track,
                                   abstract, description, duration_s, published, source_title)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?,
            language: connection
                .prepare_cached("INSERT INTO language (talk, position, tag) VALUES (?1, ?2, ?3)")?,
            topic: connection
                .prepare_cached("INSERT INTO topic (talk, position, name) VALUES (?1, ?2, ?3)")?,
            appearance: connection.prepare_cached(
                "INSERT INTO appearance (talk, position, name, affiliation, person_id)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            slot: connection.prepare_cached(
                "INSERT INTO slot (talk, position, starts_at, ends_at, room, day, start_repeated,
                                   end_repeated)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?,
            link: connection.prepare_cached(
                "INSERT INTO link (talk, position, kind, url, title) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            source_id: connection
                .prepare_cached("INSERT INTO source_id (talk, position, id) VALUES (?1, ?2, ?3)")?,
        })
    }

    fn talk(&mut self, event: i64, position: i64, talk: &Talk) -> rusqlite::Result<()> {
        let key = self.talk.insert(params![
            event,
            position,
            talk.id,
            talk.slug,
            talk.title,
            talk.subtitle,
            talk.kind.as_str(),
            talk.state.as_str(),
            talk.track,
            talk.abstract_text,
            talk.description,
            talk.duration_s,
            talk.published.map(|day| day.to_string()),
            talk.source_title,
        ])?;
        self.lists(key, talk)
    }

    fn lists(&mut self, key: i64, talk: &Talk) -> rusqlite::Result<()> {
        for (position, tag) in (0_i64..).zip(&talk.languages) {
            self.language.execute(params![key, position, tag])?;
        }
        for (position, name) in (0_i64..).zip(&talk.topics) {
            self.topic.execute(params![key, position, name])?;
        }
        for (position, person) in (0_i64..).zip(&talk.speakers) {
            let values = params![key, position, person.name, person.affiliation, person.id];
            self.appearance.execute(values)?;
        }
        for (position, slot) in (0_i64..).zip(&talk.slots) {
            self.slot(key, position, slot)?;
        }
        for (position, link) in (0_i64..).zip(&talk.links) {
            let values = params![key, position, link.kind.as_str(), link.url, link.title];
            self.link.execute(values)?;
        }
        for (position, id) in (0_i64..).zip(&talk.source_ids) {
            self.source_id.execute(params![key, position, id])?;
        }
        Ok(())
    }

    fn slot(&mut self, key: i64, position: i64, slot: &Slot) -> rusqlite::Result<()> {
        let day = slot.day.map(|day| day.to_string());
        let (start, end) = (slot.start.to_string(), slot.end.to_string());
        let repeated = (slot.start_repeated, slot.end_repeated);
        self.slot
            .execute(params![key, position, start, end, slot.room, day, repeated.0, repeated.1])
            .map(drop)
    }
}
