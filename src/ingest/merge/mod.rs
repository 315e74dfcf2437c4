//! Compares what a file says with what is stored: matching, difference, guards. Pure.

mod diff;
mod field;
mod guard;
mod identity;
mod overlay;
mod rooms;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Warning;
use crate::domain::{Announcement, Change, Event, EventBundle, State, Talk};
use crate::text;

pub use diff::changes_between;
pub use field::{Field, FieldError};
pub use guard::{GuardError, MAX_VANISHED_PERCENT};
pub use overlay::Overlay;

/// Whether a file claims to hold all of an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Coverage {
    /// What the file does not hold is no longer part of the programme.
    #[default]
    Full,
    /// The file says nothing of talks it does not hold.
    Partial,
}

/// Whether many talks may go at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Removals {
    /// More than [`MAX_VANISHED_PERCENT`] of the talks is taken for a broken file.
    #[default]
    Guarded,
    /// Somebody has looked and says it is right.
    Allowed,
}

/// How a file is to be taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MergeOptions {
    /// All of the event, or a part.
    pub coverage: Coverage,
    /// Whether the guard against mass removal stands.
    pub removals: Removals,
}

/// What becomes of the stored event. The counts are of talks; `changes` holds the event's own
/// fields and announcements too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merge {
    /// The event as it is to be stored.
    pub bundle: EventBundle,
    /// Talks that came.
    pub added: usize,
    /// Talks of which a field changed, or that came back.
    pub changed: usize,
    /// Talks that went; they are kept as withdrawn.
    pub removed: usize,
    /// Talks of the file that are stored just so.
    pub unchanged: usize,
    /// Every difference.
    pub changes: Vec<Change>,
    /// What people put right by hand, with what the file says in its place.
    pub overlay: Overlay,
    /// Corrections that somebody should look at again.
    pub warnings: Vec<Warning>,
}

impl Merge {
    /// Whether the file says nothing new at all, so that nothing need be stored.
    pub fn is_unchanged(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Works out what a file changes.
///
/// # Errors
///
/// A [`GuardError`] when the file looks broken or belongs to another event; nothing is changed.
pub fn merge(
    stored: Option<&EventBundle>,
    file: &EventBundle,
    options: MergeOptions,
) -> Result<Merge, GuardError> {
    merge_under(Overlay::default(), stored, file, options)
}

/// Works out what a file changes, where people have put things right by hand.
///
/// # Errors
///
/// As [`merge`].
pub fn merge_under(
    overlay: Overlay,
    stored: Option<&EventBundle>,
    file: &EventBundle,
    options: MergeOptions,
) -> Result<Merge, GuardError> {
    let nothing = EventBundle::default();
    let old = stored.unwrap_or(&nothing);
    let file = &overlay.rename(file);
    let pairs = identity::pair(&old.talks, &file.talks);
    guard::check(old, file, &pairs, options)?;
    let mut merge = Merge { overlay, ..Merge::default() };
    merge.bundle.event =
        merge_event(stored.map(|bundle| &bundle.event), &file.event, &mut merge.changes);
    merge_talks(old, file, &pairs, options.coverage, &mut merge);
    merge_announcements(old, file, options, &mut merge);
    Ok(merge)
}

/// The event's fields; what the file leaves out stays as stored.
fn merge_event(old: Option<&Event>, file: &Event, changes: &mut Vec<Change>) -> Event {
    let mut event = file.clone();
    if let Some(old) = old {
        event.slug.clone_from(&old.slug);
        if event.name.is_empty() {
            event.name.clone_from(&old.name);
        }
        event.series = event.series.or_else(|| old.series.clone());
        event.timezone = event.timezone.or_else(|| old.timezone.clone());
        event.starts_on = event.starts_on.or(old.starts_on);
        event.ends_on = event.ends_on.or(old.ends_on);
        event.location = event.location.or_else(|| old.location.clone());
        event.url = event.url.or_else(|| old.url.clone());
        event.description = event.description.or_else(|| old.description.clone());
        diff::event(old, &event, changes);
    } else if event.name.is_empty() {
        event.name.clone_from(&event.slug);
    }
    event
}

/// Talks of the file in its order, then those it does not hold.
fn merge_talks(
    old: &EventBundle,
    file: &EventBundle,
    pairs: &[Option<usize>],
    coverage: Coverage,
    merge: &mut Merge,
) {
    let mut names = Names::of(old);
    let new_rooms = rooms::renamed(old, file, pairs);
    merge.changes.extend(new_rooms.iter().map(|(from, to)| diff::room(&old.event, from, to)));
    let mut placed: Vec<Option<Talk>> = vec![None; old.talks.len()];
    let mut talks = Vec::with_capacity(file.talks.len());
    for (talk, pair) in file.talks.iter().zip(pairs) {
        match pair {
            Some(at) => {
                let talk = update(&old.talks[*at], talk, &new_rooms, merge);
                match coverage {
                    Coverage::Full => talks.push(talk),
                    Coverage::Partial => placed[*at] = Some(talk),
                }
            }
            None => talks.push(add(talk, &mut names, merge)),
        }
    }
    let matched: HashSet<usize> = pairs.iter().flatten().copied().collect();
    let event = &merge.bundle.event.slug.clone();
    let rest = old.talks.iter().enumerate().filter(|(at, _)| !matched.contains(at));
    let mut ordered: Vec<Talk> = match coverage {
        Coverage::Full => {
            talks.extend(rest.map(|(_, talk)| withdraw(talk, merge)));
            talks
        }
        Coverage::Partial => {
            rest.for_each(|(at, talk)| placed[at] = Some(talk.clone()));
            placed.into_iter().flatten().chain(talks).collect()
        }
    };
    for talk in &mut ordered {
        talk.event.clone_from(event);
    }
    merge.bundle.talks = ordered;
}

/// A talk both sides know: the file's words under the stored id and slug.
fn update(
    old: &Talk,
    file: &Talk,
    new_rooms: &BTreeMap<String, String>,
    merge: &mut Merge,
) -> Talk {
    let old = &rooms::under_new_names(old, new_rooms);
    let mut talk = Talk { id: old.id.clone(), slug: old.slug.clone(), ..file.clone() };
    talk.source_ids = all_ids(old, file);
    keep_spacing(&old.abstract_text, &mut talk.abstract_text);
    keep_spacing(&old.description, &mut talk.description);
    merge.overlay.correct(&mut talk, &mut merge.warnings);
    talk.state = state_after(old, &talk);
    let before = merge.changes.len();
    diff::talk(old, &talk, &mut merge.changes);
    if merge.changes.len() == before {
        merge.unchanged += 1;
    } else {
        merge.changed += 1;
    }
    talk
}

/// Keeps the stored text where the new one has only other spaces or line ends: systems and
/// spreadsheets change those at every export, and nobody wants to hear of it.
fn keep_spacing(old: &str, new: &mut String) {
    if old != new && old.split_whitespace().eq(new.split_whitespace()) {
        old.clone_into(new);
    }
}

/// Every id the talk was ever known by, so that the next file of any format finds it.
fn all_ids(old: &Talk, file: &Talk) -> Vec<String> {
    let mut ids = old.source_ids.clone();
    let own = (file.id != old.id && !file.id.is_empty()).then(|| format!("id:{}", file.id));
    for id in own.iter().chain(&file.source_ids) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// A talk that gets another time or room counts as moved from then on.
fn state_after(old: &Talk, file: &Talk) -> State {
    let places = |talk: &Talk| -> Vec<_> {
        talk.slots.iter().map(|slot| (slot.start, slot.room.clone())).collect()
    };
    let moved = !old.slots.is_empty() && places(old) != places(file);
    match (old.state, file.state) {
        (State::Scheduled, State::Scheduled) if moved => State::Moved,
        (State::Moved, State::Scheduled) => State::Moved,
        (_, state) => state,
    }
}

/// A talk that came, under names of its own.
fn add(file: &Talk, names: &mut Names, merge: &mut Merge) -> Talk {
    let mut talk = file.clone();
    talk.id = names.ids.free(&talk.id);
    let slug = if talk.slug.is_empty() { text::slugify(&talk.title) } else { talk.slug };
    talk.slug = names.slugs.free(&slug);
    merge.added += 1;
    merge.changes.push(diff::whole_talk(&talk, None, Some(talk.title.clone())));
    talk
}

/// A talk the full file no longer holds. One that was cancelled stays cancelled.
fn withdraw(old: &Talk, merge: &mut Merge) -> Talk {
    if !guard::is_in_programme(old) {
        return old.clone();
    }
    merge.removed += 1;
    merge.changes.push(diff::whole_talk(old, Some(old.title.clone()), None));
    Talk { state: State::Withdrawn, ..old.clone() }
}

/// Announcements by id. None is dropped by a file that holds none, or without removals allowed.
fn merge_announcements(
    old: &EventBundle,
    file: &EventBundle,
    options: MergeOptions,
    merge: &mut Merge,
) {
    let slug = &merge.bundle.event.slug;
    let mut items: Vec<Announcement> = Vec::new();
    for item in &file.announcements {
        let item = Announcement { event: slug.clone(), ..item.clone() };
        let known = old.announcements.iter().find(|known| known.id == item.id);
        merge.changes.extend(diff::announcement(known, Some(&item)));
        items.push(item);
    }
    let dropped = options == MergeOptions { coverage: Coverage::Full, removals: Removals::Allowed }
        && !file.announcements.is_empty();
    for known in &old.announcements {
        if file.announcements.iter().any(|item| item.id == known.id) {
            continue;
        }
        if dropped {
            merge.changes.extend(diff::announcement(Some(known), None));
        } else {
            items.push(known.clone());
        }
    }
    merge.bundle.announcements = items;
}

/// Ids and slugs that are taken.
struct Names {
    ids: Taken,
    slugs: Taken,
}

impl Names {
    fn of(bundle: &EventBundle) -> Self {
        let taken = |names: Vec<String>| Taken {
            names: names.into_iter().collect(),
            next_number: HashMap::new(),
        };
        Self {
            ids: taken(bundle.talks.iter().map(|talk| talk.id.clone()).collect()),
            slugs: taken(bundle.talks.iter().map(|talk| talk.slug.clone()).collect()),
        }
    }
}

/// Names that are taken, and the number to try next for each that was wanted more than once:
/// counting from two each time would take long for a thousand talks called `Lightning talks`.
struct Taken {
    names: HashSet<String>,
    next_number: HashMap<String, usize>,
}

impl Taken {
    /// The wanted name, with a number where it is taken; taken from now on.
    fn free(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while !self.names.insert(name.clone()) {
            let number = self.next_number.entry(wanted.to_owned()).or_insert(2);
            name = format!("{wanted}-{number}");
            *number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests;
