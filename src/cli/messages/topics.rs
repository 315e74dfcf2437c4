//! What `topics` and `related` show.

use super::layout::{clean, count, indented};
use super::results::source;
use crate::cli::paint::Paint;
use crate::domain::{Catalog, RecordKey};
use crate::search::Related;
use crate::summary::{TopicGroup, Topics};

const INDENT: &str = "   ";

/// The topics with their talks, numbered as on the map.
pub(in crate::cli) fn topics(found: &Topics, catalog: &Catalog, paint: Paint) -> String {
    let numbered = (1..).zip(&found.groups);
    let shown = numbered.map(|(number, group)| topic(number, group, catalog, paint));
    shown.collect::<Vec<_>>().join("\n")
}

/// Said when an event has no topics.
pub(in crate::cli) fn none(event: &str) -> String {
    format!("`{}` has too few talks to tell topics apart", clean(event))
}

/// The talks with what each has in common with the one asked about.
pub(in crate::cli) fn related(found: &[Related], catalog: &Catalog, paint: Paint) -> String {
    let numbered = (1..).zip(found);
    numbered.map(|(number, it)| near(number, it, catalog, paint)).collect::<Vec<_>>().join("\n")
}

/// Said when no talk is near.
pub(in crate::cli) fn nothing_related(talk: &str) -> String {
    format!("No other talk is near `{}`", clean(talk))
}

fn topic(number: usize, group: &TopicGroup, catalog: &Catalog, paint: Paint) -> String {
    let talks = count(group.talks.len(), "talk");
    let mut text = format!("{number}. {} ({talks})\n", paint.strong(clean(&group.name)));
    text += &format!("{INDENT}{}\n", paint.faint(clean(&group.terms.join(" · "))));
    for key in &group.talks {
        text += &indented(&format!("- {}", clean(title(catalog, key))), INDENT);
    }
    text
}

fn title<'a>(catalog: &'a Catalog, key: &'a RecordKey) -> &'a str {
    catalog.find_talk(&key.event, &key.id).map_or(&key.id, |talk| &talk.title)
}

fn near(number: usize, it: &Related, catalog: &Catalog, paint: Paint) -> String {
    let mut text = format!("{number}. {}\n", paint.strong(clean(&it.title)));
    text += &format!("{INDENT}{}\n", paint.faint(source(&it.key, catalog)));
    for reason in &it.reasons {
        text += &indented(&clean(&reason.to_string()), INDENT);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;
    use crate::search::Reason;

    #[test]
    fn topics_are_numbered_and_list_their_talks() {
        let group = TopicGroup {
            name: "Web\u{1b}[31m browser".into(),
            terms: vec!["web".into(), "browser".into()],
            talks: vec![RecordKey::talk("conf-2024", "web"), RecordKey::talk("conf-2024", "gone")],
        };
        let found = Topics { groups: vec![group], points: Vec::new() };
        insta::assert_snapshot!(topics(&found, &samples::catalog(), Paint::Plain), @r"
        1. Web[31m browser (2 talks)
           web · browser
           - Models in the web browser
           - gone
        ");
    }

    #[test]
    fn each_related_talk_says_why() {
        let reasons = vec![
            Reason::Speakers { names: vec!["Ada".into()] },
            Reason::Words { words: vec!["web".into(), "browser".into()] },
            Reason::Sentences { here: "One.".into(), there: "Two.".into() },
            Reason::Meaning,
        ];
        let key = RecordKey::talk("conf-2024", "open");
        let found = [Related { key, title: "How open is open".into(), score: 0.5, reasons }];
        insta::assert_snapshot!(related(&found, &samples::catalog(), Paint::Plain), @r"
        1. How open is open
           Conf 2024 · conf-2024/open
           same speaker: Ada
           both about web, browser
           closest sentence: “Two.”
           near in meaning as a whole
        ");
    }
}
