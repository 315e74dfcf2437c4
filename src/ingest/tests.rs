//! Whatever bytes come: readers give records or an error, and what they give can be merged.

use proptest::prelude::*;

use super::*;

fn parse_all(bytes: &[u8]) {
    let _ = detect(bytes);
    for format in std::iter::once(None).chain(Format::ALL.map(Some)) {
        let options = ParseOptions {
            event: Some("e".into()),
            timezone: Some("Europe/Paris".into()),
            format,
            ..ParseOptions::default()
        };
        if let Ok(parsed) = parse(bytes, "any", &options) {
            let merged = merge::merge(None, &parsed.bundle, merge::MergeOptions::default());
            assert_eq!(merged.map(|m| m.added), Ok(parsed.bundle.talks.len()));
        }
    }
}

const SEED: &str = r#"<schedule><conference><acronym>abcd</acronym></conference><day date="2024-02-03" start="2024-02-03T09:00:00+01:00"><room name="A"><event id="1" guid="g"><date>2024-02-03T10:00:00+01:00</date><start>10:00</start><duration>00:30</duration><title>T &amp; U</title><persons><person id="1">P</person></persons></event></room></day></schedule>"#;
const SEED_JSON: &str = r#"{"event":{"slug":"e","name":"E","timezone":"Europe/Paris"},"talks":[{"id":"1","title":"T","slots":[{"start":"2024-02-03T10:00:00","end":"2024-02-03T10:30:00"}]}]}"#;

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        parse_all(&bytes);
    }

    #[test]
    fn mutated_files_never_panic(
        json in any::<bool>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<char>()), 0..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut chars: Vec<char> = if json { SEED_JSON } else { SEED }.chars().collect();
        for (at, with) in edits {
            let place = at.index(chars.len());
            chars[place] = with;
        }
        parse_all(chars.iter().collect::<String>().as_bytes());
        chars.truncate(cut.index(chars.len()));
        parse_all(chars.iter().collect::<String>().as_bytes());
    }
}

#[test]
fn a_given_slug_must_do_as_an_address() {
    let options = ParseOptions { event: Some("Not A Slug".into()), ..ParseOptions::default() };
    let error = parse(SEED.as_bytes(), "x", &options).unwrap_err();
    assert_eq!(error, IngestError::BadSlug { slug: "Not A Slug".into() });
}
