//! Topics by how many talks carry them: places to start from, filters and headings.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::Talk;
use crate::web::links;

/// A topic with a link to its talks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Topic {
    pub name: String,
    pub count: usize,
    pub url: String,
}

/// The most frequent topics of some talks, those of at least `count_min` talks.
pub(crate) fn most_frequent<'a>(
    talks: impl Iterator<Item = &'a Talk>,
    count_min: usize,
    limit: usize,
) -> Vec<Topic> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for topic in talks.flat_map(|talk| &talk.topics) {
        *counts.entry(topic).or_default() += 1;
    }
    let mut sorted: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= count_min).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    sorted.truncate(limit);
    sorted.into_iter().map(|(name, count)| Topic::new(name, count)).collect()
}

impl Topic {
    /// A topic and where its talks are listed.
    pub(crate) fn new(name: &str, count: usize) -> Self {
        let url = links::with_query("/search", &[("topic", Some(name))]);
        Self { name: name.to_owned(), count, url }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_topics_come_first_and_ties_by_name() {
        let talk = |topics: &[&str]| Talk {
            topics: topics.iter().map(|&topic| topic.to_owned()).collect(),
            ..Talk::default()
        };
        let talks = [talk(&["rag", "b"]), talk(&["rag", "a"]), talk(&["a", "b"]), talk(&["once"])];
        let names: Vec<_> =
            most_frequent(talks.iter(), 2, 9).into_iter().map(|topic| topic.name).collect();
        assert_eq!(names, ["a", "b", "rag"]);
    }
}
