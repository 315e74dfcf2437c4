//! Rows of transcripts and their cues. An import of an event leaves them alone: they are kept by
//! the talk's id, and come back with a talk that comes back.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::events::{advance_generation, find_key};
use super::rows::Source;
use super::{Store, StoreError};
use crate::domain::{Cue, Transcript};

impl Store {
    /// Saves the transcript of a talk, in the place of the one it had.
    ///
    /// # Errors
    /// [`StoreError::UnknownEvent`]; when the database cannot be written.
    pub fn save_transcript(&self, transcript: &Transcript) -> Result<(), StoreError> {
        let is_known = self.write(|transaction| {
            let Some(event) = find_key(transaction, &transcript.event)? else { return Ok(false) };
            delete(transaction, event, &transcript.talk)?;
            insert(transaction, event, transcript)?;
            advance_generation(transaction, event)?;
            Ok(true)
        })?;
        if is_known {
            return Ok(());
        }
        Err(StoreError::UnknownEvent { slug: transcript.event.clone() })
    }

    /// Removes the transcript of a talk. Says whether there was one.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn remove_transcript(&self, event: &str, talk: &str) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let Some(event) = find_key(transaction, event)? else { return Ok(false) };
            let was_there = delete(transaction, event, talk)?;
            if was_there {
                advance_generation(transaction, event)?;
            }
            Ok(was_there)
        })
    }

    /// The transcript of a talk.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find_transcript(
        &self,
        event: &str,
        talk: &str,
    ) -> Result<Option<Transcript>, StoreError> {
        self.read_quickly(|connection| {
            let Some(key) = find_key(connection, event)? else { return Ok(None) };
            let header = connection
                .prepare_cached(SELECT_ONE)?
                .query_row(params![key, talk], |row| -> rusqlite::Result<(i64, Transcript)> {
                    Ok((row.get(0)?, header(row)?))
                });
            let Some((key, mut transcript)) = header.optional()? else { return Ok(None) };
            let mut statement = connection.prepare_cached(SELECT_CUES_OF_ONE)?;
            transcript.cues = statement.query_map([key], cue)?.collect::<Result<_, _>>()?;
            Ok(Some(transcript))
        })
    }

    /// Gives every transcript to `each`, one after the other, by event and then in the order in
    /// which they were saved. All of them together may be larger than everything else in memory.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn for_each_transcript(&self, each: impl FnMut(Transcript)) -> Result<(), StoreError> {
        self.read(|connection| for_each(&Source::all(connection), each))
    }

    /// As [`Store::for_each_transcript`], for one event alone; none for one that is not there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn for_each_transcript_of(
        &self,
        event: &str,
        each: impl FnMut(Transcript),
    ) -> Result<(), StoreError> {
        self.read(|connection| match find_key(connection, event)? {
            Some(key) => for_each(&Source::event(connection, key), each),
            None => Ok(()),
        })
    }
}

fn for_each(source: &Source<'_>, mut each: impl FnMut(Transcript)) -> rusqlite::Result<()> {
    let mut open: Option<(i64, Transcript)> = None;
    source.for_each(SELECT_ALL, |row| {
        let key = row.get(0)?;
        if let Some((_, whole)) = open.take_if(|(current, _)| *current != key) {
            each(whole);
        }
        let (_, transcript) = match &mut open {
            Some(open) => open,
            None => open.insert((key, header(row)?)),
        };
        // A transcript without cues is one row without a position.
        if row.get::<_, Option<i64>>(4)?.is_some() {
            transcript.cues.push(cue_from(row, 5)?);
        }
        Ok(())
    })?;
    open.into_iter().for_each(|(_, whole)| each(whole));
    Ok(())
}

const SELECT_ONE: &str = "
    SELECT transcript.key, event.slug, transcript.talk, transcript.language
    FROM transcript JOIN event ON event.key = transcript.event
    WHERE transcript.event = ?1 AND transcript.talk = ?2";

const SELECT_CUES_OF_ONE: &str = "
    SELECT start_ms, end_ms, speaker, text FROM cue WHERE transcript = ?1 ORDER BY position";

const SELECT_ALL: &str = "
    SELECT transcript.key, event.slug, transcript.talk, transcript.language,
           cue.position, cue.start_ms, cue.end_ms, cue.speaker, cue.text
    FROM transcript
    JOIN event ON event.key = transcript.event
    LEFT JOIN cue ON cue.transcript = transcript.key
    WHERE transcript.event BETWEEN ?1 AND ?2
    ORDER BY transcript.event, transcript.key, cue.position";

fn header(row: &Row<'_>) -> rusqlite::Result<Transcript> {
    Ok(Transcript {
        event: row.get(1)?,
        talk: row.get(2)?,
        language: row.get(3)?,
        cues: Vec::new(),
    })
}

fn cue(row: &Row<'_>) -> rusqlite::Result<Cue> {
    cue_from(row, 0)
}

/// A cue whose columns begin at this one.
fn cue_from(row: &Row<'_>, first: usize) -> rusqlite::Result<Cue> {
    Ok(Cue {
        start_ms: row.get(first)?,
        end_ms: row.get(first + 1)?,
        speaker: row.get(first + 2)?,
        text: row.get(first + 3)?,
    })
}

fn delete(connection: &Connection, event: i64, talk: &str) -> rusqlite::Result<bool> {
    let sql = "DELETE FROM transcript WHERE event = ?1 AND talk = ?2";
    let count = connection.prepare_cached(sql)?.execute(params![event, talk])?;
    Ok(count > 0)
}

fn insert(connection: &Connection, event: i64, transcript: &Transcript) -> rusqlite::Result<()> {
    let sql = "INSERT INTO transcript (event, talk, language) VALUES (?1, ?2, ?3)";
    let Transcript { talk, language, cues, .. } = transcript;
    let key = connection.prepare_cached(sql)?.insert(params![event, talk, language])?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO cue (transcript, position, start_ms, end_ms, speaker, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (position, cue) in (0_i64..).zip(cues) {
        let Cue { start_ms, end_ms, speaker, text } = cue;
        statement.execute(params![key, position, start_ms, end_ms, speaker, text])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{bundle, import};
    use super::*;

    fn cue(start_ms: Option<u32>, speaker: Option<&str>, text: &str) -> Cue {
        Cue { start_ms, end_ms: start_ms, speaker: speaker.map(Into::into), text: text.into() }
    }

    fn transcript(event: &str, talk: &str, cues: Vec<Cue>) -> Transcript {
        let language = Some("en".into());
        Transcript { talk: talk.into(), event: event.into(), language, cues }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.save_bundle(&bundle("conf", 2), &import()).unwrap();
        store.save_bundle(&bundle("other", 1), &import()).unwrap();
        (dir, store)
    }

    fn all(store: &Store) -> Vec<Transcript> {
        let mut all = Vec::new();
        store.for_each_transcript(|transcript| all.push(transcript)).unwrap();
        all
    }

    #[test]
    fn what_was_said_comes_back_word_for_word() {
        let (_dir, store) = store();
        let timed = vec![cue(Some(0), Some("Ada"), "Hello."), cue(Some(u32::MAX), None, "Bye.")];
        let untimed = vec![cue(None, None, "All of it.")];
        let one = transcript("other", "id-0", untimed);
        let two = transcript("conf", "id-1", timed);
        let none = transcript("conf", "id-0", Vec::new());
        for saved in [&one, &two, &none] {
            store.save_transcript(saved).unwrap();
            let found = store.find_transcript(&saved.event, &saved.talk).unwrap();
            assert_eq!(found.as_ref(), Some(saved));
        }
        assert_eq!(all(&store), [two, none, one.clone()]);
        let mut of_other = Vec::new();
        store.for_each_transcript_of("other", |transcript| of_other.push(transcript)).unwrap();
        assert_eq!(of_other, [one]);
        assert_eq!(store.find_transcript("conf", "id-9").unwrap(), None);
        assert_eq!(store.find_transcript("nothing", "id-0").unwrap(), None);
    }

    #[test]
    fn a_new_transcript_takes_the_place_of_the_old_and_an_import_leaves_it() {
        let (_dir, store) = store();
        let old = transcript("conf", "id-0", vec![cue(Some(1), None, "a"), cue(None, None, "b")]);
        store.save_transcript(&old).unwrap();
        let new = transcript("conf", "id-0", vec![cue(Some(2), None, "c")]);
        let before = store.generation().unwrap();
        store.save_transcript(&new).unwrap();
        assert!(store.generation().unwrap() > before);
        store.save_bundle(&bundle("conf", 0), &import()).unwrap();
        store.save_bundle(&bundle("conf", 1), &import()).unwrap();
        assert_eq!(all(&store), [new]);
        let cues = "SELECT count(*) FROM cue";
        let count: i64 =
            store.read(|connection| connection.query_row(cues, [], |row| row.get(0))).unwrap();
        assert_eq!(count, 1);
    }

    #[test]
    fn a_removed_transcript_is_gone_and_only_a_change_advances_the_generation() {
        let (_dir, store) = store();
        store.save_transcript(&transcript("conf", "id-0", vec![cue(None, None, "a")])).unwrap();
        assert!(store.remove_transcript("conf", "id-0").unwrap());
        let generation = store.generation().unwrap();
        assert!(!store.remove_transcript("conf", "id-0").unwrap());
        assert!(!store.remove_transcript("nothing", "id-0").unwrap());
        assert_eq!((all(&store), store.generation().unwrap()), (Vec::new(), generation));
    }

    #[test]
    fn a_transcript_of_an_event_that_is_not_there_is_refused() {
        let (_dir, store) = store();
        let error = store.save_transcript(&transcript("nothing", "id-0", Vec::new())).unwrap_err();
        assert_eq!(error.to_string(), "there is no event `nothing`");
    }
}
