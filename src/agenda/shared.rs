//! Talks named by the short keys of shared links. Trusts no key.

use std::collections::HashMap;

use crate::domain::{EventBundle, Talk};
use crate::text::share_key;

/// The talks of an event with these keys, in the order given and each once, and how many keys are of
/// no talk. Where two talks have one key, it is the first one's.
pub fn shared_talks<'a>(bundle: &'a EventBundle, keys: &[String]) -> (Vec<&'a Talk>, usize) {
    let mut by_key: HashMap<String, &Talk> = HashMap::with_capacity(bundle.talks.len());
    for talk in &bundle.talks {
        by_key.entry(share_key(&bundle.event.slug, &talk.id)).or_insert(talk);
    }
    let mut talks: Vec<&Talk> = Vec::new();
    let mut unknown = 0;
    for key in keys {
        match by_key.get(key) {
            Some(talk) if talks.iter().all(|known| known.id != talk.id) => talks.push(talk),
            Some(_) => {}
            None => unknown += 1,
        }
    }
    (talks, unknown)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{bundle, talk};
    use super::*;

    #[test]
    fn keys_are_resolved_within_their_event_once_each() {
        let talks = vec![talk("a", Vec::new()), talk("b", Vec::new())];
        let bundle = bundle(talks);
        let key = |event: &str, id: &str| share_key(event, id);
        let keys = [
            key("event", "b"),
            key("other", "a"),
            "<script>".to_owned(),
            key("event", "a"),
            key("event", "b"),
        ];
        let (talks, unknown) = shared_talks(&bundle, &keys);
        assert_eq!(talks.iter().map(|talk| talk.id.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(unknown, 2);
    }
}
