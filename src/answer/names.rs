//! People and companies that a question names, and what the records state of a person.

use super::question::Question;
use super::record::{Record, counted, joined, quoted};
use super::{Findings, Outcome, Reply, Signals};
use crate::domain::{Appearance, Catalog, SpeakerProfile};
use crate::text;

/// Talks of a person that are named in a statement.
const LISTED: usize = 5;

/// People whose whole name stands in the question.
pub(super) fn people<'a>(catalog: &'a Catalog, question: &Question) -> Vec<&'a SpeakerProfile> {
    catalog.speakers().filter(|person| question.holds(&words(&person.name))).collect()
}

/// The company by whose people something was given (`by IBM`, `did Red Hat present`), folded.
/// A company after `about` is a topic and not meant.
pub(super) fn company(catalog: &Catalog, question: &Question) -> Option<Vec<String>> {
    let people = catalog.talks().flat_map(|talk| &talk.speakers);
    let mut best: Option<Vec<String>> = None;
    for company in people.filter_map(affiliation_words) {
        let is_longer = best.as_ref().is_none_or(|best| company.len() > best.len());
        if is_longer && is_actor(question, &company) {
            best = Some(company);
        }
    }
    best
}

/// Whether a person was of this company at a talk: `ibm` holds `IBM Research` too.
pub(super) fn is_of(appearance: &Appearance, company: &[String]) -> bool {
    affiliation_words(appearance).is_some_and(|words| words.starts_with(company))
}

fn affiliation_words(appearance: &Appearance) -> Option<Vec<String>> {
    appearance.affiliation.as_deref().and_then(company_words)
}

/// The words of an affiliation that name it: no legal form, nothing in brackets.
pub(super) fn company_words(affiliation: &str) -> Option<Vec<String>> {
    const LEGAL_FORMS: [&str; 9] =
        ["inc", "corp", "corporation", "gmbh", "ltd", "llc", "ag", "co", "company"];
    let name = affiliation.split('(').next().unwrap_or_default();
    let words: Vec<String> =
        words(name).into_iter().filter(|word| !LEGAL_FORMS.contains(&word.as_str())).collect();
    (!words.is_empty()).then_some(words)
}

/// Whether the question has the company act: after `by`, `from` or `did`, or before a verb of the
/// stage or `people`.
fn is_actor(question: &Question, company: &[String]) -> bool {
    const BEFORE: [&str; 9] = ["by", "from", "at", "of", "did", "does", "do", "has", "have"];
    const AFTER: [&str; 8] =
        ["give", "gave", "present", "presented", "people", "speakers", "employees", "speak"];
    let is_cue = |at: Option<usize>, cues: &[&str]| {
        at.and_then(|at| question.words.get(at)).is_some_and(|word| cues.contains(&word.as_str()))
    };
    (0..question.words.len()).any(|at| {
        question.words[at..].starts_with(company)
            && (is_cue(at.checked_sub(1), &BEFORE) || is_cue(Some(at + company.len()), &AFTER))
    })
}

/// Answers `who is NAME` from the person's talks.
pub(super) fn who_is(catalog: &Catalog, question: &Question) -> Option<Findings> {
    let is_asked =
        matches!(question.words.first().map(String::as_str), Some("who" | "who's" | "whos"));
    let person = people(catalog, question).into_iter().next()?;
    let name = words(&person.name);
    let is_all = question.terms.iter().all(|term| name.contains(&term.folded));
    (is_asked && is_all).then(|| profile(catalog, person))
}

/// What the records state of a person.
pub(super) fn profile(catalog: &Catalog, person: &SpeakerProfile) -> Findings {
    let records: Vec<Record<'_>> =
        person.talks.iter().filter_map(|key| Record::find(catalog, key)).collect();
    let titles: Vec<String> = records
        .iter()
        .take(LISTED)
        .map(|it| format!("{} ({})", quoted(&it.title()), text::line(&it.event().name)))
        .collect();
    let affiliations: Vec<String> = person.affiliations.iter().map(|it| text::line(it)).collect();
    let of = match affiliations.is_empty() {
        true => String::new(),
        false => format!(" ({})", affiliations.join(", ")),
    };
    let name = text::line(&person.name);
    let count = counted(records.len(), "session");
    let text = format!("{name}{of} was on stage in {count}: {}.", joined(&titles));
    let citations = records.iter().take(LISTED).map(|record| record.citation()).collect();
    let reply = Reply { outcome: Outcome::Answer, text, confidence: 0.95, citations };
    Findings::new(reply, person.talks.clone(), Signals::default())
}

/// The words of a name, folded.
pub(super) fn words(name: &str) -> Vec<String> {
    text::words(name).into_iter().map(|word| word.folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Event, EventBundle, Talk};

    fn catalog() -> Catalog {
        let talk = |id: &str, name: &str, affiliation: &str| Talk {
            id: id.into(),
            event: "e".into(),
            title: format!("Talk {id}"),
            speakers: vec![Appearance {
                name: name.into(),
                affiliation: Some(affiliation.into()),
                id: None,
            }],
            ..Talk::default()
        };
        let talks = vec![talk("1", "Ada Byron", "IBM Research"), talk("2", "Bo Li", "Docker, Inc")];
        let event = Event { slug: "e".into(), name: "E 2024".into(), ..Event::default() };
        Catalog::new(vec![EventBundle { event, talks, announcements: Vec::new() }], text::slugify)
    }

    #[test]
    fn people_are_found_by_their_whole_name() {
        let catalog = catalog();
        let named = |text: &str| people(&catalog, &Question::read(text)).len();
        assert_eq!(named("what did ada byron talk about"), 1);
        assert_eq!(named("what did ada talk about"), 0);
        let reply = who_is(&catalog, &Question::read("Who is Ada Byron?")).unwrap().reply;
        assert_eq!(
            reply.text,
            "Ada Byron (IBM Research) was on stage in 1 session: “Talk 1” (E 2024)."
        );
        assert!(who_is(&catalog, &Question::read("Who is Ada Byron's dentist?")).is_none());
    }

    #[test]
    fn a_company_acts_or_is_a_topic() {
        let catalog = catalog();
        let found = |text: &str| company(&catalog, &Question::read(text)).map(|it| it.join(" "));
        assert_eq!(found("talks by Docker").as_deref(), Some("docker"));
        assert_eq!(found("which talks did IBM Research give").as_deref(), Some("ibm research"));
        assert_eq!(found("talks about Docker"), None);
        let ibm = ["ibm".to_owned()];
        assert!(is_of(&catalog.find_talk("e", "1").unwrap().speakers[0], &ibm));
    }
}
