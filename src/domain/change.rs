//! What differs between two states of an event, and several differences told as one; finds none
//! itself.

use std::collections::HashMap;

/// The value of one field of one talk before and after.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// The talk's id; the announcement's for the field `announcement`, the event's slug for fields
    /// that begin with `event.`.
    pub talk: String,
    /// Its title (the new one).
    pub title: String,
    /// The field (`title`, `speakers`, `slots`, `talk` for a whole talk that came or went).
    pub field: String,
    /// Before, as text; `None` for a talk that came.
    pub old: Option<String>,
    /// After, as text; `None` for a talk that went.
    pub new: Option<String>,
}

/// The field's name in a [`Change`] of a whole talk.
pub const WHOLE_TALK: &str = "talk";
/// The field's name in a [`Change`] of an announcement.
pub const ANNOUNCEMENT: &str = "announcement";

impl Change {
    /// Whether a whole talk came or went.
    pub fn is_whole_talk(&self) -> bool {
        self.field == WHOLE_TALK
    }

    /// Whether it is about a talk, and not about the event or an announcement.
    pub fn is_of_talk(&self) -> bool {
        self.field != ANNOUNCEMENT && !self.field.starts_with("event.")
    }
}

/// Changes one after the other, told as one: each field from its first value to its last. What was
/// undone on the way is not told, nor the fields of a talk that came or went as a whole.
pub fn compose(changes: impl IntoIterator<Item = Change>) -> Vec<Change> {
    let mut composed: Vec<Change> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for change in changes {
        let about = (change.talk.clone(), change.field.clone());
        match places.get(&about) {
            Some(&at) => {
                composed[at].title = change.title;
                composed[at].new = change.new;
            }
            None => {
                places.insert(about, composed.len());
                composed.push(change);
            }
        }
    }
    let came_or_went: std::collections::HashSet<String> = composed
        .iter()
        .filter(|change| change.is_whole_talk() && change.old != change.new)
        .map(|change| change.talk.clone())
        .collect();
    composed.retain(|change| {
        let is_told_as_whole = came_or_went.contains(&change.talk) && change.is_of_talk();
        change.old != change.new && (change.is_whole_talk() || !is_told_as_whole)
    });
    composed
}

/// How often a talk changed, and when, as the versions of its event tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// Versions that changed the talk after the one it came with.
    pub sequence: u32,
    /// When the last of them was saved.
    pub last_modified: jiff::Timestamp,
    /// When it came, for a talk that was not in the event's first version.
    pub came_later: Option<jiff::Timestamp>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn change(talk: &str, field: &str, old: Option<&str>, new: Option<&str>) -> Change {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Change {
            talk: talk.into(),
            title: talk.into(),
            field: field.into(),
            old: own(old),
            new: own(new),
        }
    }

    #[test]
    fn a_field_is_told_from_its_first_value_to_its_last() {
        let composed = compose([
            change("a", "title", Some("1"), Some("2")),
            change("b", "title", Some("x"), Some("y")),
            change("a", "title", Some("2"), Some("3")),
            change("b", "title", Some("y"), Some("x")),
        ]);
        assert_eq!(composed, [change("a", "title", Some("1"), Some("3"))]);
    }

    #[test]
    fn a_talk_that_came_or_went_is_told_once() {
        let composed = compose([
            change("new", "talk", None, Some("new")),
            change("new", "title", Some("new"), Some("newer")),
            change("old", "track", Some(""), Some("t")),
            change("old", "talk", Some("old"), None),
            change("brief", "talk", None, Some("brief")),
            change("brief", "talk", Some("brief"), None),
        ]);
        let whole =
            [change("new", "talk", None, Some("new")), change("old", "talk", Some("old"), None)];
        assert_eq!(composed, whole);
    }

    proptest! {
        #[test]
        fn there_and_back_is_no_change(values in proptest::collection::vec("[a-c]", 1..6)) {
            let steps = |values: &[String]| -> Vec<Change> {
                values.windows(2).map(|pair| change("t", "f", Some(&pair[0]), Some(&pair[1]))).collect()
            };
            let mut way = values.clone();
            way.extend(values.into_iter().rev().skip(1));
            prop_assert_eq!(compose(steps(&way)), vec![]);
        }
    }
}
