//! What the categories of an event are for. Organisers name them freely; only the title tells a
//! track from a level.

use std::collections::BTreeSet;

use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::ingest::words;
use crate::text;

/// What the items of a category tell of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Track,
    Language,
    Level,
    Format,
    Topic,
}

/// Words in a category's title, and what it is for; the first that stands in it counts. A
/// programming language is a topic, so those words stand first.
const ROLE_WORDS: [(&str, Role); 52] = [
    ("programming", Role::Topic),
    ("programmiersprache", Role::Topic),
    ("programmiersprachen", Role::Topic),
    ("track", Role::Track),
    ("tracks", Role::Track),
    ("strand", Role::Track),
    ("language", Role::Language),
    ("languages", Role::Language),
    ("sprache", Role::Language),
    ("sprachen", Role::Language),
    ("vortragssprache", Role::Language),
    ("langue", Role::Language),
    ("idioma", Role::Language),
    ("lingua", Role::Language),
    ("taal", Role::Language),
    ("sprak", Role::Language),
    ("level", Role::Level),
    ("levels", Role::Level),
    ("difficulty", Role::Level),
    ("expertise", Role::Level),
    ("niveau", Role::Level),
    ("nivel", Role::Level),
    ("livello", Role::Level),
    ("niva", Role::Level),
    ("schwierigkeit", Role::Level),
    ("schwierigkeitsgrad", Role::Level),
    ("format", Role::Format),
    ("formats", Role::Format),
    ("formato", Role::Format),
    ("type", Role::Format),
    ("types", Role::Format),
    ("typ", Role::Format),
    ("duration", Role::Format),
    ("length", Role::Format),
    ("tag", Role::Topic),
    ("tags", Role::Topic),
    ("topic", Role::Topic),
    ("topics", Role::Topic),
    ("theme", Role::Topic),
    ("themes", Role::Topic),
    ("thema", Role::Topic),
    ("themen", Role::Topic),
    ("tema", Role::Topic),
    ("temas", Role::Topic),
    ("keyword", Role::Topic),
    ("keywords", Role::Topic),
    ("technology", Role::Topic),
    ("technologies", Role::Topic),
    ("subject", Role::Topic),
    ("category", Role::Topic),
    ("categories", Role::Topic),
    ("area", Role::Topic),
];

/// What the categories of one session say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Categories {
    /// The track; the first where there are several, and the others are topics.
    pub(super) track: Option<String>,
    /// Names of formats, for the kind of the session.
    pub(super) format: String,
    /// Language tags.
    pub(super) languages: Vec<String>,
    /// Topics and levels, lower case.
    pub(super) topics: Vec<String>,
}

impl Categories {
    /// Adds an item of a category. `unread` takes the title of a category nobody can tell the use
    /// of.
    pub(super) fn add(&mut self, title: &str, item: &str, unread: &mut Unread) {
        match role(title) {
            Some(Role::Track) if self.track.is_none() => self.track = Some(item.to_owned()),
            Some(Role::Track | Role::Topic) => self.add_topic(item),
            Some(Role::Level) => self.add_topic(level(item)),
            Some(Role::Language) => {
                let tags = words::languages(before_bracket(item));
                let new: Vec<_> =
                    tags.into_iter().filter(|it| !self.languages.contains(it)).collect();
                self.languages.extend(new);
            }
            Some(Role::Format) => {
                self.format.push_str(item);
                self.format.push(' ');
            }
            None => {
                unread.titles.insert(title.to_owned());
            }
        }
    }

    fn add_topic(&mut self, item: &str) {
        let topic = item.trim().to_lowercase();
        if !topic.is_empty() && !self.topics.contains(&topic) {
            self.topics.push(topic);
        }
    }
}

/// Titles of categories that nobody can tell the use of.
#[derive(Debug, Default)]
pub(super) struct Unread {
    titles: BTreeSet<String>,
}

impl Unread {
    /// Tells of each category once.
    pub(super) fn tell(&self, report: &mut Report) {
        for title in &self.titles {
            let message = format!(
                "`{}` is neither track, level, format, language nor topic by its title; left out",
                clip(title, 80)
            );
            report.warn("unread-category", "categories", message);
        }
    }
}

fn role(title: &str) -> Option<Role> {
    let title = text::fold(title);
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    ROLE_WORDS.iter().find(|(word, _)| words.contains(word)).map(|(_, role)| *role)
}

/// A level without its explanation: `Introductory and overview`, `Beginner (100)`.
fn level(item: &str) -> &str {
    let item = before_bracket(item);
    item.split_once(" and ").map_or(item, |(level, _)| level)
}

fn before_bracket(item: &str) -> &str {
    item.split('(').next().unwrap_or(item).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_tells_what_a_category_is_for() {
        for (title, expected) in [
            ("Track", Some(Role::Track)),
            ("Conference track(s)", Some(Role::Track)),
            ("Level", Some(Role::Level)),
            ("Audience level", Some(Role::Level)),
            ("Niveau", Some(Role::Level)),
            ("Session format", Some(Role::Format)),
            ("Session type/length", Some(Role::Format)),
            ("Sprache", Some(Role::Language)),
            ("Språk", Some(Role::Language)),
            ("Programming language", Some(Role::Topic)),
            ("Tags", Some(Role::Topic)),
            ("Main Topic", Some(Role::Topic)),
            ("Trackpad users", None),
            ("Live stream", None),
            ("T-shirt size", None),
            ("", None),
        ] {
            assert_eq!(role(title), expected, "{title}");
        }
    }

    #[test]
    fn items_are_sorted_by_what_they_tell() {
        let (mut categories, mut unread) = (Categories::default(), Unread::default());
        for (title, item) in [
            ("Track", "Cloud"),
            ("Track", "Data"),
            ("Level", "Introductory and overview"),
            ("Level", "Beginner (100)"),
            ("Language", "German (Deutsch)"),
            ("Format", "Workshop"),
            ("Tags", "AI"),
            ("Room wish", "big"),
            ("Room wish", "small"),
        ] {
            categories.add(title, item, &mut unread);
        }
        assert_eq!(categories.track.as_deref(), Some("Cloud"));
        assert_eq!(categories.topics, ["data", "introductory", "beginner", "ai"]);
        assert_eq!(
            (categories.format.as_str(), categories.languages.as_slice()),
            ("Workshop ", ["de".to_owned()].as_slice())
        );
        let mut report = Report::default();
        unread.tell(&mut report);
        assert_eq!(report.warnings.len(), 1);
    }
}
