//! Reading rows into records with lists, in a handful of queries; holds no statement of its own.

use std::collections::HashMap;
use std::error::Error;
use std::ops::RangeInclusive;
use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Connection, Row};

/// Which events to read. Every statement read through it takes the first and the last event key as
/// `?1` and `?2`, so that one statement serves for one event and for all.
#[derive(Clone)]
pub(super) struct Source<'c> {
    connection: &'c Connection,
    events: RangeInclusive<i64>,
}

impl<'c> Source<'c> {
    /// All events.
    pub(super) fn all(connection: &'c Connection) -> Self {
        Self { connection, events: i64::MIN..=i64::MAX }
    }

    /// One event, by its key.
    pub(super) fn event(connection: &'c Connection, key: i64) -> Self {
        Self { connection, events: key..=key }
    }

    /// Gives every row to `each`.
    pub(super) fn for_each(
        &self,
        sql: &str,
        mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([self.events.start(), self.events.end()])?;
        while let Some(row) = rows.next()? {
            each(row)?;
        }
        Ok(())
    }
}

/// Records of many events, to which the rows of list tables are then attached.
pub(super) struct Records<'c, R> {
    source: Source<'c>,
    /// Event key and record, in the order of the rows.
    records: Vec<(i64, R)>,
    place_of_key: HashMap<i64, usize>,
}

impl<'c, R> Records<'c, R> {
    /// Reads the records themselves. Column 0 is the record's key, column 1 the event's.
    pub(super) fn read(
        source: &Source<'c>,
        sql: &str,
        record: impl Fn(&Row<'_>) -> rusqlite::Result<R>,
    ) -> rusqlite::Result<Self> {
        let mut records = Vec::new();
        let mut place_of_key = HashMap::new();
        source.for_each(sql, |row| {
            place_of_key.insert(row.get(0)?, records.len());
            records.push((row.get(1)?, record(row)?));
            Ok(())
        })?;
        Ok(Self { source: source.clone(), records, place_of_key })
    }

    /// Reads a list table. Column 0 is the key of the record a row belongs to.
    pub(super) fn attach(
        &mut self,
        sql: &str,
        add: impl Fn(&mut R, &Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let Self { source, records, place_of_key } = self;
        source.for_each(sql, |row| match place_of_key.get(&row.get(0)?) {
            Some(&place) => add(&mut records[place].1, row),
            None => Err(unreadable(0, "a row that belongs to no record")),
        })
    }

    /// Event keys and records, in order.
    pub(super) fn into_vec(self) -> Vec<(i64, R)> {
        self.records
    }
}

/// A text that must read as `T`.
pub(super) fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    parse(column, row.get_ref(column)?.as_str()?)
}

/// A text that must read as `T`, or no value.
pub(super) fn parsed_option<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    row.get_ref(column)?.as_str_or_null()?.map(|text| parse(column, text)).transpose()
}

/// A word that must be one of an enum's.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: usize,
    from_word: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let word = row.get_ref(column)?.as_str()?;
    from_word(word).ok_or_else(|| unreadable(column, format!("`{word}` is no known word")))
}

/// A count, which SQLite keeps as a signed number.
pub(super) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<usize> {
    let value: i64 = row.get(column)?;
    usize::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// A count as SQLite keeps it. No machine holds more things than `i64::MAX`.
pub(super) fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn parse<T>(column: usize, text: &str) -> rusqlite::Result<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

/// The error of a value that the store never writes.
pub(super) fn unreadable(
    column: usize,
    what: impl Into<Box<dyn Error + Send + Sync>>,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, what.into())
}
