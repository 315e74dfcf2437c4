//! What a column's header says: its field, its number, and what follows it. Reads no table.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::field::Field;
use crate::text;

/// Headers by field; the form stands at the head of the file.
const SPELLINGS: &str = include_str!("spellings.txt");

static BY_SPELLING: LazyLock<HashMap<&str, Field>> = LazyLock::new(|| spellings().collect());

/// Every header of the list with its field.
fn spellings() -> impl Iterator<Item = (&'static str, Field)> {
    let mut field = None;
    SPELLINGS.lines().filter(|line| !line.starts_with('#')).flat_map(move |line| {
        let is_field = !line.starts_with(' ');
        field = if is_field { Field::from_word(line) } else { field };
        let names = if is_field { "" } else { line };
        names.split_whitespace().filter_map(move |name| Some((name, field?)))
    })
}

/// Headers that may mean a field when nothing else does, best first.
const WEAK: [(&str, &[Field]); 23] = [
    ("session", &[Field::Title, Field::Track]),
    ("talk", &[Field::Title]),
    ("presentation", &[Field::Title, Field::Slides]),
    ("vortrag", &[Field::Title]),
    ("paper", &[Field::Title]),
    ("activity", &[Field::Title]),
    ("programme", &[Field::Title]),
    ("program", &[Field::Title]),
    ("veranstaltung", &[Field::Title, Field::Event]),
    ("event", &[Field::Title, Field::Event]),
    ("eventname", &[Field::Title, Field::EventName]),
    ("name", &[Field::Title, Field::Speakers]),
    ("nom", &[Field::Title, Field::Speakers]),
    ("thema", &[Field::Title, Field::Topics]),
    ("sujet", &[Field::Title, Field::Topics]),
    ("topic", &[Field::Title, Field::Topics]),
    ("fullname", &[Field::Speakers]),
    ("segmentname", &[Field::Room]),
    // Numbers of rows are ids only where there are no better ones.
    ("number", &[Field::Id]),
    ("nummer", &[Field::Id]),
    ("numero", &[Field::Id]),
    ("no", &[Field::Id]),
    ("nr", &[Field::Id]),
];

/// Words of longer headers that stand over titles (`Title of the talk`), if none of the others
/// stands beside them.
const TITLE_WORDS: [&str; 3] = ["title", "titel", "titre"];
const NOT_OF_SESSIONS: [&str; 6] = ["job", "position", "person", "speaker", "honorific", "role"];

/// `Tag` is a day in German and a label in English; the cells decide.
pub(super) const DAY_OR_LABEL: &str = "tag";

/// Words before a header that only say what the row is (`Talk length`, `Your company`).
const LEADING: [&str; 9] = [
    "session",
    "talk",
    "proposal",
    "presentation",
    "your",
    "paper",
    "event",
    "vortrags",
    "lecture",
];

/// Words of a time zone or a unit that may follow a header: `Start (UTC)`, `Duration in minutes`.
const TRAILING: &str = "utc gmt cet cest mez mesz bst est edt cst cdt mst mdt pst pdt jst ist et pt ct \
    local localtime in min mins minutes minuten h hours stunden s sec seconds";

/// What a header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Heading {
    /// The field, where the header leaves no doubt.
    pub(super) field: Option<Field>,
    /// The fields it may mean otherwise, best first.
    pub(super) weak: &'static [Field],
    /// The number in it (`Speaker 2`), for columns that belong together; else 0.
    pub(super) number: u32,
    /// Words of a zone or unit that follow it.
    pub(super) hints: Vec<String>,
    /// The header without all of that.
    pub(super) key: String,
}

/// Reads a header.
pub(super) fn heading(header: &str) -> Heading {
    let mut words = words(header);
    let number = take_number(&mut words);
    let mut heading = Heading { number, key: words.concat(), ..Heading::default() };
    look_up(&mut heading);
    while !heading.is_known() && words.last().is_some_and(|word| is_trailing(word)) {
        heading.hints.extend(words.pop());
        heading.key = words.concat();
        look_up(&mut heading);
    }
    if !heading.is_known() {
        look_up_without_extras(&mut heading, header, &words);
    }
    heading
}

/// How many headers of a row are known.
pub(super) fn known<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    cells.filter(|cell| heading(cell).is_known()).count()
}

/// A header without case, marks, spaces and punctuation.
pub(super) fn tight(header: &str) -> String {
    words(header).concat()
}

impl Heading {
    /// Whether it is known to mean something.
    pub(super) fn is_known(&self) -> bool {
        self.field.is_some() || !self.weak.is_empty() || self.key == DAY_OR_LABEL
    }

    /// Where it stands among the headers that may mean a title; the likeliest first.
    pub(super) fn rank(&self) -> usize {
        WEAK.iter().position(|(name, _)| *name == self.key).unwrap_or(WEAK.len())
    }

    /// Whether it may stand over titles.
    pub(super) fn may_be_title(&self) -> bool {
        self.field == Some(Field::Title) || self.weak.contains(&Field::Title)
    }
}

/// A header with something in brackets, or with a word before it that only says what a row is.
fn look_up_without_extras(heading: &mut Heading, header: &str, all: &[String]) {
    let before = header.split(['(', '[']).next().unwrap_or_default();
    let mut short = words(before);
    take_number(&mut short);
    let rest = short.split_first().filter(|(first, _)| LEADING.contains(&&***first));
    let candidates = [short.concat(), rest.map(|(_, rest)| rest.concat()).unwrap_or_default()];
    for key in candidates.into_iter().filter(|key| !key.is_empty()) {
        let mut found = Heading { key, ..Heading::default() };
        look_up(&mut found);
        if found.is_known() {
            heading.field = found.field;
            heading.weak = found.weak;
            heading.key = found.key;
            heading.hints.extend(all.iter().skip(short.len()).cloned());
            return;
        }
    }
    let has = |known: &[&str]| short.iter().any(|word| known.contains(&word.as_str()));
    if has(&TITLE_WORDS) && !has(&NOT_OF_SESSIONS) {
        heading.weak = &[Field::Title];
    }
}

fn is_trailing(word: &str) -> bool {
    TRAILING.split(' ').any(|known| known == word)
}

fn look_up(heading: &mut Heading) {
    let key = heading.key.as_str();
    heading.field = BY_SPELLING.get(key).copied();
    heading.weak = WEAK.iter().find(|(name, _)| *name == key).map_or(&[], |(_, fields)| fields);
}

/// The words of a header, without case, marks and punctuation; `startTime` is two.
fn words(header: &str) -> Vec<String> {
    let mut parted = String::with_capacity(header.len() + 8);
    let mut was_lower = false;
    for c in header.chars().take(200) {
        if was_lower && c.is_uppercase() {
            parted.push(' ');
        }
        was_lower = c.is_lowercase();
        parted.push(c);
    }
    // `Referent*innen`, `Sprecher:innen` and `Intervenant·e·s` are one word each.
    let parted = parted.replace(['*', '·', '’', '\''], "").replace(":in", "in");
    text::fold(&parted)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Takes the number out of `speaker 2 name` or `speaker1`.
fn take_number(words: &mut Vec<String>) -> u32 {
    let mut number = 0;
    for word in words.iter_mut() {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        let is_number = (1..=2).contains(&digits.len()) && number == 0;
        if let Some(found) = digits.parse().ok().filter(|_| is_number) {
            number = found;
            word.retain(|c| !c.is_ascii_digit());
        }
    }
    words.retain(|word| !word.is_empty());
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_real_systems_have_their_field() {
        for (header, field) in [
            ("Proposal title", Field::Title),
            ("*Session Title", Field::Title),
            ("Schedule name", Field::Title),
            ("Vortragstitel", Field::Title),
            ("Sous-titre", Field::Subtitle),
            ("Résumé", Field::Abstract),
            ("Speaker names", Field::Speakers),
            ("Referent*innen", Field::Speakers),
            ("Sprecher:innen", Field::Speakers),
            ("Intervenant·e·s", Field::Speakers),
            ("Your company", Field::Affiliation),
            ("START_TIME", Field::Start),
            ("startsAt", Field::Start),
            ("Start Date & Time", Field::Start),
            ("Start (time)", Field::Start),
            ("Start (date)", Field::Date),
            ("Time Start", Field::Start),
            ("Event end time", Field::End),
            ("Room/Location", Field::Room),
            ("Hörsaal", Field::Room),
            ("Session type", Field::Kind),
            ("Durée", Field::Duration),
            ("Talk length", Field::Duration),
            ("Mots-clés", Field::Topics),
            ("File URL", Field::Links),
            ("Content locale", Field::Language),
            ("Make it private", Field::Hidden),
            ("Abstract (max. 500 characters)", Field::Abstract),
        ] {
            assert_eq!(heading(header).field, Some(field), "{header}");
        }
        for weak in ["Title of the talk", "Talk title (max. 80)", "Titel des Vortrags"] {
            assert!(heading(weak).may_be_title(), "{weak}");
        }
        for unknown in [
            "Notes",
            "Title of the speaker",
            "Internal notes",
            "Median score",
            "",
            "!!",
            "Capacity",
            "X",
        ] {
            assert!(!heading(unknown).is_known(), "{unknown}");
        }
    }

    #[test]
    fn numbers_zones_and_units_are_set_apart() {
        let found = heading("speaker2_first");
        assert_eq!((found.field, found.number), (Some(Field::FirstName), 2));
        let found = heading("Speaker 10 company");
        assert_eq!((found.field, found.number), (Some(Field::Affiliation), 10));
        assert_eq!(heading("Start (UTC)").hints, ["utc"]);
        assert_eq!(heading("Duration in minutes").hints, ["minutes", "in"]);
        assert_eq!(heading("duration_s").hints, ["s"]);
        assert_eq!(heading("Start time (Paris, local)").field, Some(Field::Start));
    }

    #[test]
    fn each_spelling_stands_for_one_field() {
        let mut all: Vec<&str> = spellings().map(|(name, _)| name).collect();
        all.extend(WEAK.iter().map(|(name, _)| *name));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        for name in all {
            assert!(heading(name).is_known(), "`{name}` is not read as it is written");
        }
    }
}
