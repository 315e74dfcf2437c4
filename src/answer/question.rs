//! Reads a question: which facts it asks for, and which of its words say what it is about. Knows
//! the English forms; knows no records.

use std::cell::Cell;
use std::rc::Rc;

use crate::text;

/// Longer questions are cut: the model reads 256 tokens, and nobody asks in more words than this.
const MAX_CHARS: usize = 600;

/// A fact of a record that a question can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    /// The people on stage, or who announced something.
    Who,
    /// The time of it.
    When,
    /// The room or place.
    Where,
    /// The length.
    Length,
    /// The kind of session.
    Kind,
    /// Where the recording is.
    Video,
    /// Where the slides are.
    Slides,
    /// The language spoken.
    Language,
    /// The track.
    Track,
    /// Whether it takes place.
    State,
}

/// What is listed or counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    /// Sessions of any kind.
    Talks,
    /// Sessions of one kind, by the kind's word.
    Kind(&'static str),
    /// People.
    Speakers,
    /// Announcements.
    Announcements,
    /// Editions.
    Events,
}

/// The form of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// Facts of one record (`who gave the talk about …, and when?`). Never empty.
    Facts(Vec<Fact>),
    /// How many of something there are.
    Count(Noun),
    /// Which of something there are.
    List(Noun),
    /// What is on at this moment.
    Now,
    /// Anything else: to be answered with a quoted sentence.
    Passage,
}

/// The kind of thing an answer sentence should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A person or an organisation.
    Person,
    /// A date or time.
    Date,
    /// A number.
    Number,
    /// Nothing in particular.
    Anything,
}

/// A word of the question that says what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The word as typed.
    pub(super) typed: String,
    /// The word, folded.
    pub(super) folded: String,
    /// Its stem.
    pub(super) stem: String,
    /// Written as a name: a capital within the sentence, a digit, or a capital within the word.
    pub(super) looks_like_name: bool,
}

/// A question, read.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// The words as typed, without control characters.
    pub(super) text: String,
    /// Every word, folded.
    pub(super) words: Vec<String>,
    /// Its form.
    pub(super) form: Form,
    /// What a sentence that answers it should hold.
    pub(super) wanted: Wanted,
    /// The words that say what it is about, each once.
    pub(super) terms: Vec<Term>,
    /// Whether its verb is one of announcing.
    pub(super) announces: bool,
    /// Whether it names a session (`talk`, `keynote`) or something done on a stage (`presented`).
    pub(super) names_session: bool,
    /// Set by whoever looks for an answer and has words alone, because the model did not run; one
    /// for all questions made of this one.
    pub(super) is_by_words: Rc<Cell<bool>>,
}

impl Question {
    /// Reads `text`; nothing in it can fail.
    pub(super) fn read(text: &str) -> Self {
        let clean = text::strip_control(text);
        let text: String = clean.trim().chars().take(MAX_CHARS).collect();
        let typed = text::words(&text);
        let words: Vec<String> = typed.iter().map(|word| word.folded.clone()).collect();
        let names_session = words.iter().any(|word| is_session_noun(word) || is_stage_verb(word));
        let form = form(&words, names_session);
        Self {
            wanted: wanted(&words),
            terms: terms(&text, &typed, &form),
            announces: words.iter().any(|word| is_announcing_verb(word)),
            names_session,
            form,
            words,
            text,
            is_by_words: Rc::default(),
        }
    }

    /// The same question, to be answered with a sentence.
    pub(super) fn into_passage(self) -> Self {
        let terms = terms(&self.text, &text::words(&self.text), &Form::Passage);
        Self { form: Form::Passage, terms, ..self }
    }

    /// The words that say what the question is about, as a query.
    pub(super) fn subject(&self) -> String {
        self.terms.iter().map(|term| term.folded.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The question as a query: without the signs that search takes for operators.
    pub(super) fn plain(&self) -> String {
        self.text.replace(['"', '“', '”', '„'], " ").replace(" -", " ")
    }

    /// The question cut down to these of its words: a topic, whatever words it is made of.
    pub(super) fn about(&self, places: &[usize]) -> Self {
        let typed = text::words(&self.text);
        let mut terms: Vec<Term> = Vec::new();
        for &at in places {
            let Some(word) = typed.get(at) else { continue };
            let stem = text::stem(&word.folded);
            if terms.iter().all(|term| term.stem != stem) {
                let written = self.text[word.range.clone()].to_owned();
                let looks_like_name = looks_like_name(&written, at);
                let folded = word.folded.clone();
                terms.push(Term { typed: written, folded, stem, looks_like_name });
            }
        }
        Self { terms, ..self.clone() }
    }

    /// Drops terms that are among `words`: they have been understood otherwise.
    pub(super) fn forget(&mut self, words: &[String]) {
        self.terms.retain(|term| !words.contains(&term.folded));
    }

    /// Whether the words of `phrase` (folded) stand in the question in this order, side by side.
    pub(super) fn holds(&self, phrase: &[String]) -> bool {
        !phrase.is_empty() && self.words.windows(phrase.len()).any(|window| window == phrase)
    }
}

/// Session nouns, singular and plural.
#[rustfmt::skip]
const SESSION_NOUNS: &[&str] = &[
    "talk", "talks", "session", "sessions", "keynote", "keynotes", "presentation", "presentations",
    "lecture", "lectures", "workshop", "workshops", "panel", "panels", "tutorial", "tutorials",
    "recording", "recordings", "fireside", "lightning",
];

/// Verbs for what is done on a stage.
#[rustfmt::skip]
const STAGE_VERBS: &[&str] = &[
    "give", "gave", "gives", "given", "giving", "present", "presented", "presents", "presenting",
    "speak", "spoke", "speaks", "spoken", "speaking", "talked", "talking", "speaker", "speakers",
    "host", "hosted", "moderate", "moderated", "moderates", "delivered", "demonstrated",
    "discussed", "lectured", "introduced",
];

/// Verbs for making something public.
#[rustfmt::skip]
const ANNOUNCING_VERBS: &[&str] = &[
    "announce", "announced", "announces", "announcing", "announcement", "announcements", "debut",
    "debuted", "unveil", "unveiled", "reveal", "revealed", "preview", "previewed", "launch",
    "launched",
];

/// Words that only frame a question; they never say what it is about.
#[rustfmt::skip]
const FRAME_WORDS: &[&str] = &[
    "who", "whom", "whose", "when", "where", "what", "which", "how", "why", "many", "much", "long",
    "time", "day", "date", "room", "place", "tell", "show", "list", "find", "know", "please",
    "there", "any", "about", "conference", "event", "edition", "held", "happen", "happened", "say",
    "said", "says", "saying", "topic", "called", "titled", "ask", "question", "answer", "anyone",
    "anybody", "someone", "somebody", "people",
];

/// Further words that only frame a question for this fact.
fn frame_words(fact: Fact) -> &'static [&'static str] {
    match fact {
        Fact::When => &["start", "starts", "begin", "begins", "take", "published", "recorded"],
        Fact::Length => &["last", "lasts", "take", "takes", "minutes", "hours"],
        Fact::Kind => &["kind", "type", "sort"],
        Fact::Video => &["video", "videos", "recording", "recorded", "watch", "link", "see", "url"],
        Fact::Slides => &["slide", "slides", "deck", "link", "see", "url"],
        Fact::Who => &["name", "names", "led", "leads"],
        Fact::Where => &["take", "hall", "stage", "city"],
        Fact::Language | Fact::Track | Fact::State => &[],
    }
}

/// Whether a word is frame in a question of this form.
fn is_frame(word: &str, form: &Form) -> bool {
    if FRAME_WORDS.contains(&word) || is_session_noun(word) {
        return true;
    }
    let is_stage = is_stage_verb(word) || plural_noun(word).is_some();
    match form {
        Form::Passage | Form::Now => false,
        Form::Facts(facts) => is_stage || facts.iter().any(|&it| frame_words(it).contains(&word)),
        Form::Count(_) | Form::List(_) => is_stage,
    }
}

fn is_session_noun(word: &str) -> bool {
    SESSION_NOUNS.contains(&word)
}

fn is_stage_verb(word: &str) -> bool {
    STAGE_VERBS.contains(&word) || is_announcing_verb(word)
}

fn is_announcing_verb(word: &str) -> bool {
    ANNOUNCING_VERBS.contains(&word)
}

/// The form, from the words in front of, and around, the question words.
fn form(words: &[String], names_session: bool) -> Form {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if asks_for_now(&words) {
        return Form::Now;
    }
    if let Some(noun) = counted(&words) {
        return Form::Count(noun);
    }
    if let Some(noun) = listed(&words) {
        return Form::List(noun);
    }
    let facts = facts(&words, names_session);
    if facts.is_empty() { Form::Passage } else { Form::Facts(facts) }
}

/// `what is on now`, `what's on next`, `which talk is running right now`.
fn asks_for_now(words: &[&str]) -> bool {
    let asks = words.first().is_some_and(|word| word.starts_with("what") || *word == "which");
    let now = words.last().is_some_and(|word| matches!(*word, "now" | "next" | "currently"));
    let on = words.iter().any(|word| matches!(*word, "on" | "running" | "happening" | "next"));
    asks && now && on && words.len() <= 8
}

/// `how many talks …`, `number of keynotes …`.
fn counted(words: &[&str]) -> Option<Noun> {
    let after = |first: &str, second: &str| {
        words.windows(2).position(|pair| pair == [first, second]).map(|at| &words[at + 2..])
    };
    let rest = after("how", "many").or_else(|| after("number", "of"))?;
    let noun = noun(rest)?;
    let is_of_record = rest.iter().take(2).any(|word| plural_noun(word).is_some());
    is_of_record.then_some(noun)
}

/// `which talks …`, `list all keynotes …`, `are there any talks …`, `what did … talk about`.
fn listed(words: &[&str]) -> Option<Noun> {
    let first = *words.first()?;
    let starts_a_list = matches!(first, "which" | "what" | "list" | "show" | "all" | "any")
        || matches!(
            words[..words.len().min(2)],
            ["are", "there"] | ["were", "there"] | ["give", "me"]
        );
    let head = &words[1..words.len().min(5)];
    // `Which speakers gave the talk …` asks for the people of one session.
    let is_of_one = words.iter().any(|word| is_session_noun(word) && plural_noun(word).is_none());
    if starts_a_list && let Some(noun) = noun(head) {
        return (noun != Noun::Speakers || !is_of_one).then_some(noun);
    }
    if let Some(noun) = plural_noun(first).filter(|_| words.len() > 1) {
        return is_preposition(words[1]).then_some(noun);
    }
    let asks_what_was_said =
        matches!(words[..words.len().min(2)], ["what", "did" | "does" | "do" | "has"]);
    let ends_on_stage = matches!(words[words.len() - 1], "about" | "on" | "present" | "give")
        && words.iter().any(|word| matches!(*word, "talk" | "speak" | "present" | "give"));
    (asks_what_was_said && ends_on_stage).then_some(Noun::Talks)
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "about" | "on" | "by" | "from" | "in" | "at" | "with" | "of" | "for" | "covering"
    )
}

/// The first plural noun among `words`, as long as only adjectives stand before it.
fn noun(words: &[&str]) -> Option<Noun> {
    words.iter().take(4).find_map(|word| plural_noun(word))
}

/// What a plural noun of the programme lists.
pub(super) fn plural_noun(word: &str) -> Option<Noun> {
    match word {
        "talks" | "sessions" | "presentations" | "lectures" => Some(Noun::Talks),
        "keynotes" => Some(Noun::Kind("keynote")),
        "workshops" | "tutorials" => Some(Noun::Kind("workshop")),
        "panels" => Some(Noun::Kind("panel")),
        "speakers" | "presenters" => Some(Noun::Speakers),
        "announcements" => Some(Noun::Announcements),
        "events" | "editions" | "conferences" => Some(Noun::Events),
        _ => None,
    }
}

/// The facts asked for, in the order of asking.
fn facts(words: &[&str], names_session: bool) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    for at in 0..words.len() {
        let is_first = found.is_empty() && at <= 1;
        let opens = is_first || matches!(words[at - 1], "and" | "or" | "in");
        if let Some(fact) = fact_at(words, at, names_session).filter(|_| opens)
            && !found.contains(&fact)
        {
            found.push(fact);
        }
    }
    found
}

/// The fact that the question word at `at` asks for, if it asks for one of a record.
fn fact_at(words: &[&str], at: usize, names_session: bool) -> Option<Fact> {
    let next = words.get(at + 1).copied().unwrap_or_default();
    let has = |options: &[&str]| words.iter().any(|word| options.contains(word));
    let is_be =
        matches!(next, "is" | "was" | "are" | "were" | "will" | "did" | "does" | "can" | "do");
    match words[at] {
        "who" | "whos" | "who's" if names_session => Some(Fact::Who),
        "which" | "what" if matches!(next, "speaker" | "speakers" | "person") => Some(Fact::Who),
        "when" if is_be => Some(Fact::When),
        "what" | "which" if matches!(next, "time" | "day" | "date") && names_session => {
            Some(Fact::When)
        }
        "what" | "which" if matches!(next, "room" | "hall" | "stage" | "city") => Some(Fact::Where),
        "where" if is_be && has(&["watch", "video", "recording"]) => Some(Fact::Video),
        "where" if is_be && has(&["slides", "deck"]) => Some(Fact::Slides),
        "where" if is_be && (has(&["held", "place"]) || (names_session && next != "can")) => {
            Some(Fact::Where)
        }
        "how" if next == "long" => Some(Fact::Length),
        "what" if matches!(next, "kind" | "type" | "sort") && names_session => Some(Fact::Kind),
        "is" | "are" | "link" if has(&["video", "recording"]) => Some(Fact::Video),
        "is" | "are" | "link" if has(&["slides", "deck"]) => Some(Fact::Slides),
        _ => None,
    }
}

/// What a sentence that answers should hold.
fn wanted(words: &[String]) -> Wanted {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("who" | "whom" | "whose", _) => Wanted::Person,
        ("which" | "what", "company" | "companies" | "organisation" | "organization") => {
            Wanted::Person
        }
        ("when", "is" | "was" | "did" | "will" | "were" | "are")
        | ("what" | "which", "year" | "month") => Wanted::Date,
        ("how", "many" | "much" | "large" | "big" | "fast") => Wanted::Number,
        _ => Wanted::Anything,
    }
}

/// The words that are neither stop words nor frame; for facts, lists and counts the words of the
/// stage are frame too.
fn terms(text: &str, typed: &[text::Word], form: &Form) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for (at, word) in typed.iter().enumerate() {
        let folded = word.folded.as_str();
        let is_short = folded.chars().count() < 2;
        if text::is_stop_word(folded) || is_frame(folded, form) || is_short {
            continue;
        }
        let stem = text::stem(folded);
        if terms.iter().any(|term| term.stem == stem) {
            continue;
        }
        let typed = text[word.range.clone()].to_owned();
        let looks_like_name = looks_like_name(&typed, at);
        terms.push(Term { typed, folded: folded.to_owned(), stem, looks_like_name });
    }
    terms
}

/// Whether a word, `at` this place in the sentence, is written as a name.
fn looks_like_name(word: &str, at: usize) -> bool {
    let mut letters = word.chars();
    let first_is_capital = letters.next().is_some_and(char::is_uppercase);
    let later_capital = letters.any(char::is_uppercase);
    let has_digit = word.chars().any(|c| c.is_ascii_digit());
    later_capital || has_digit || (first_is_capital && at > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form_of(text: &str) -> Form {
        Question::read(text).form
    }

    #[test]
    fn questions_for_facts_are_told_from_questions_about_content() {
        let facts = |list: &[Fact]| Form::Facts(list.to_vec());
        let who_when = "Who announced WebGPU support for containers, and when was it?";
        assert_eq!(form_of(who_when), facts(&[Fact::Who, Fact::When]));
        assert_eq!(form_of("who gave the talk about Docling"), facts(&[Fact::Who]));
        assert_eq!(form_of("When is the keynote on Mistral?"), facts(&[Fact::When]));
        assert_eq!(form_of("Which speakers led the panel on ethics?"), facts(&[Fact::Who]));
        assert_eq!(form_of("In which room is the panel?"), facts(&[Fact::Where]));
        assert_eq!(form_of("How long is the talk about Docling?"), facts(&[Fact::Length]));
        assert_eq!(form_of("Where can I watch the talk on Flame?"), facts(&[Fact::Video]));
        assert_eq!(
            form_of("Is there a recording of the keynote by Chip Huyen?"),
            facts(&[Fact::Video])
        );
        assert_eq!(form_of("Where can I tune a chat model without servers?"), Form::Passage);
        assert_eq!(form_of("When a job crashes, how do I resume?"), Form::Passage);
        assert_eq!(form_of("Who reviews research packages?"), Form::Passage);
        assert!(!Question::read("How long does training take?").names_session);
        assert_eq!(form_of("how open is a model?"), Form::Passage);
        assert_eq!(form_of("what is the wifi password"), Form::Passage);
    }

    #[test]
    fn lists_and_counts_are_of_records_only() {
        assert_eq!(form_of("How many talks are about Kubernetes?"), Form::Count(Noun::Talks));
        assert_eq!(form_of("how many keynotes were there?"), Form::Count(Noun::Kind("keynote")));
        assert_eq!(form_of("How many components does the framework have?"), Form::Passage);
        assert_eq!(form_of("Which talks did Ofer Hermoni give?"), Form::List(Noun::Talks));
        assert_eq!(form_of("what did Ofer Hermoni talk about"), Form::List(Noun::Talks));
        assert_eq!(form_of("talks by IBM"), Form::List(Noun::Talks));
        assert_eq!(form_of("Which talk explains Docling?"), Form::Passage);
        assert_eq!(form_of("what is on now?"), Form::Now);
    }

    #[test]
    fn terms_are_what_the_question_is_about() {
        let question = Question::read("Who gave the talk about running models in WebAssembly?");
        let terms: Vec<&str> = question.terms.iter().map(|term| term.folded.as_str()).collect();
        assert_eq!(terms, ["running", "models", "webassembly"]);
        let names: Vec<bool> = question.terms.iter().map(|term| term.looks_like_name).collect();
        assert_eq!(names, [false, false, true]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,200}") {
            let question = Question::read(&text);
            prop_assert!(question.terms.len() <= question.words.len());
        }
    }
}
