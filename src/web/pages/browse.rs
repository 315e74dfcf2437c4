//! Talks and announcements by filters alone, when nothing was typed: programme order, newest edition first.

use super::cards;
use super::hits::HitView;
use crate::domain::{Catalog, Event, EventBundle};
use crate::search::Filter;
use crate::text;

/// A page of talks and announcements that pass the filters, and how many pass.
pub(crate) fn list(
    catalog: &Catalog,
    filter: &Filter,
    offset: usize,
    limit: usize,
) -> (Vec<HitView>, usize) {
    let all: Vec<HitView> =
        catalog.bundles().iter().flat_map(|bundle| of_event(catalog, filter, bundle)).collect();
    let total = all.len();
    (all.into_iter().skip(offset).take(limit).collect(), total)
}

/// What an event has that passes the filters: talks, then announcements.
fn of_event(catalog: &Catalog, filter: &Filter, bundle: &EventBundle) -> Vec<HitView> {
    let event = &bundle.event;
    let talks = cards::listed(bundle).filter(|talk| {
        admits(filter, event, talk.kind.as_str(), talk.track.as_deref(), &talk.topics)
    });
    let news = bundle
        .announcements
        .iter()
        .filter(|item| admits(filter, event, "announcement", None, &item.topics));
    let talks = talks.map(|talk| HitView::of_talk(event, talk));
    talks.chain(news.map(|item| HitView::of_announcement(catalog, event, item))).collect()
}

/// Whether any filter is set.
pub(crate) fn is_filtered(filter: &Filter) -> bool {
    *filter != Filter::default()
}

/// Whether a record of an event, with this kind, track and topics, passes every filter.
fn admits(
    filter: &Filter,
    event: &Event,
    kind: &str,
    track: Option<&str>,
    topics: &[String],
) -> bool {
    let same = |wanted: &Option<String>, value: Option<&str>| {
        wanted.as_ref().is_none_or(|wanted| value.is_some_and(|value| alike(wanted, value)))
    };
    let topic = |wanted: &String| topics.iter().any(|topic| alike(wanted, topic));
    same(&filter.event, Some(&event.slug))
        && same(&filter.track, track)
        && same(&filter.kind, Some(kind))
        && filter.topic.as_ref().is_none_or(topic)
        && filter.year.is_none_or(|year| event.year() == Some(year))
}

fn alike(a: &str, b: &str) -> bool {
    a == b || text::fold(a) == text::fold(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Talk;

    #[test]
    fn filters_all_hold_and_the_total_counts_every_page() {
        let event = Event { slug: "e".into(), name: "E 2024".into(), ..Event::default() };
        let talk = |id: &str, topic: &str| Talk {
            id: id.into(),
            slug: id.into(),
            event: "e".into(),
            topics: vec![topic.into()],
            ..Talk::default()
        };
        let talks = vec![talk("1", "rag"), talk("2", "RAG"), talk("3", "agents")];
        let bundle = EventBundle { event, talks, announcements: Vec::new() };
        let catalog = Catalog::new(vec![bundle], str::to_owned);
        let topic = Filter { topic: Some("rag".into()), ..Filter::default() };
        let (hits, total) = list(&catalog, &topic, 1, 10);
        assert_eq!((hits.len(), total), (1, 2));
        let other = Filter { year: Some(2023), ..topic };
        assert_eq!(list(&catalog, &other, 0, 10).1, 0);
    }
}
