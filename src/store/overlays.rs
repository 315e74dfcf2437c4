//! Rows of aliases and corrections: what people put right by hand, event by event.

use rusqlite::{Connection, Row, params};

use super::rows::word;
use super::{Store, StoreError};
use crate::domain::{Alias, AliasKind, Correction};

impl Store {
    /// The aliases of all events, each with the slug of its event.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list_aliases(&self) -> Result<Vec<(String, Alias)>, StoreError> {
        const SQL: &str = "
            SELECT alias.kind, alias.name, alias.stands_for, event.slug
            FROM alias JOIN event ON event.key = alias.event
            ORDER BY event.slug, alias.kind, alias.name";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(SQL)?;
            statement.query_map([], |row| Ok((row.get(3)?, alias(row)?)))?.collect()
        })
    }
}

/// The aliases of an event, by kind and name.
pub(super) fn aliases(connection: &Connection, event: i64) -> rusqlite::Result<Vec<Alias>> {
    const SQL: &str =
        "SELECT kind, name, stands_for FROM alias WHERE event = ?1 ORDER BY kind, name";
    connection.prepare_cached(SQL)?.query_map([event], alias)?.collect()
}

/// The corrections of an event, by talk and field.
pub(super) fn corrections(
    connection: &Connection,
    event: i64,
) -> rusqlite::Result<Vec<Correction>> {
    const SQL: &str = "
        SELECT talk, field, value, stated FROM correction WHERE event = ?1 ORDER BY talk, field";
    connection.prepare_cached(SQL)?.query_map([event], correction)?.collect()
}

/// Makes an event's aliases and corrections exactly these.
pub(super) fn replace(
    connection: &Connection,
    event: i64,
    aliases: &[Alias],
    corrections: &[Correction],
) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM alias WHERE event = ?1", [event])?;
    connection.execute("DELETE FROM correction WHERE event = ?1", [event])?;
    for it in aliases {
        const SQL: &str =
            "INSERT INTO alias (event, kind, name, stands_for) VALUES (?1, ?2, ?3, ?4)";
        let values = params![event, it.kind.as_str(), it.name, it.stands_for];
        connection.prepare_cached(SQL)?.execute(values)?;
    }
    for it in corrections {
        const SQL: &str = "
            INSERT INTO correction (event, talk, field, value, stated) VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = params![event, it.talk, it.field, it.value, it.stated];
        connection.prepare_cached(SQL)?.execute(values)?;
    }
    Ok(())
}

fn alias(row: &Row<'_>) -> rusqlite::Result<Alias> {
    let kind = word(row, 0, AliasKind::from_word)?;
    Ok(Alias { kind, name: row.get(1)?, stands_for: row.get(2)? })
}

fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    Ok(Correction {
        talk: row.get(0)?,
        field: row.get(1)?,
        value: row.get(2)?,
        stated: row.get(3)?,
    })
}
