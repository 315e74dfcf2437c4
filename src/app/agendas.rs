//! Agendas that visitors keep for their calendars: a list of talks behind a random secret, of which
//! only the hash is stored. Knows nothing of who made one.

use std::collections::HashSet;

use jiff::Timestamp;

use super::tokens::random_secret;
use super::{AppError, Archive};
use crate::store::Agenda;
use crate::text::content_hash;

/// What was kept of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAgenda {
    /// The secret under which it is found, which nobody can show again.
    pub token: String,
    /// Talks on the list.
    pub kept: usize,
    /// Talks that were not put on it: unknown, named twice, or beyond the limit.
    pub left_out: usize,
}

impl Archive {
    /// Keeps talks of an event, by id, under a new secret.
    ///
    /// # Errors
    /// There is no such event, the system gives no randomness, or the database cannot be written.
    pub fn make_agenda(&self, event: &str, talks: &[String]) -> Result<KeptAgenda, AppError> {
        let token = random_secret()?;
        let wanted = without_repeats(talks);
        let hash = content_hash(&token);
        let kept = self.store.save_agenda(&hash, event, &wanted, Timestamp::now())?;
        let kept = kept.ok_or_else(|| self.unknown_event(event))?;
        Ok(KeptAgenda { token, kept, left_out: talks.len() - kept })
    }

    /// Puts other talks in the place of those kept; `None` when nothing is kept under this secret.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn replace_agenda(
        &self,
        token: &str,
        talks: &[String],
    ) -> Result<Option<KeptAgenda>, AppError> {
        let wanted = without_repeats(talks);
        let hash = content_hash(token);
        let kept = self.store.replace_agenda(&hash, &wanted, Timestamp::now())?;
        let left_out = |kept| talks.len() - kept;
        let told = |kept| KeptAgenda { token: token.to_owned(), kept, left_out: left_out(kept) };
        Ok(kept.map(told))
    }

    /// The talks kept under a secret. It is looked up by its hash, so that the time taken tells
    /// nothing of the secrets there are.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn read_agenda(&self, token: &str) -> Result<Option<Agenda>, AppError> {
        Ok(self.store.read_agenda(&content_hash(token), Timestamp::now())?)
    }

    /// Drops what is kept under a secret; `false` when there is nothing.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn forget_agenda(&self, token: &str) -> Result<bool, AppError> {
        Ok(self.store.forget_agenda(&content_hash(token))?)
    }
}

fn without_repeats(talks: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    talks.iter().filter(|id| seen.insert(*id)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Announcement, Event, EventBundle, Talk};

    #[test]
    fn a_list_is_kept_under_its_secret_alone() {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        let talk = |id: &str| Talk {
            id: id.into(),
            slug: id.into(),
            event: "conf".into(),
            ..Talk::default()
        };
        let event = Event { slug: "conf".into(), name: "Conf".into(), ..Event::default() };
        let news = Vec::<Announcement>::new();
        let bundle = EventBundle { event, talks: vec![talk("a"), talk("b")], announcements: news };
        let import = crate::store::ImportRecord {
            file_name: "conf.json".into(),
            format: "json".into(),
            content_hash: [0; 32],
            added: 2,
            changed: 0,
            removed: 0,
        };
        archive.store.save_bundle(&bundle, &import).unwrap();
        let ids = ["b", "b", "nothing", "a"].map(str::to_owned);
        let made = archive.make_agenda("conf", &ids).unwrap();
        assert_eq!((made.kept, made.left_out), (2, 2));
        assert_eq!(archive.read_agenda(&made.token).unwrap().unwrap().talks, ["b", "a"]);
        assert_ne!(archive.make_agenda("conf", &ids).unwrap().token, made.token);
        let fewer = archive.replace_agenda(&made.token, &ids[3..]).unwrap().unwrap();
        assert_eq!((fewer.kept, fewer.left_out), (1, 0));
        assert_eq!(archive.read_agenda("guess").unwrap(), None);
        assert!(archive.replace_agenda("guess", &ids).unwrap().is_none());
        assert!(archive.forget_agenda(&made.token).unwrap());
        assert!(!archive.forget_agenda(&made.token).unwrap());
        let nowhere = archive.make_agenda("nowhere", &ids);
        assert!(matches!(nowhere, Err(AppError::UnknownEvent { .. })));
    }
}
