//! Plain text to pieces of a transcript: paragraphs, with the times and names at their beginnings.
//! Makes up no times: a paragraph without one has none.

use super::MAX_CUE_CHARS;
use super::captions::lines;
use super::draft::{Draft, place, push};
use super::lead::{Habits, Lead};
use crate::ingest::{IngestError, Report};
use crate::text;

/// The longest head of a file (`---`, then `name: value`) looked for, in lines.
const MAX_HEAD_LINES: usize = 100;

/// Reads paragraphs.
///
/// # Errors
/// There are too many of them.
pub(super) fn parse(text: &str, report: &mut Report) -> Result<Vec<Draft>, IngestError> {
    let head = head_lines(text);
    let mut habits = Habits::default();
    body(text, head).for_each(|(_, line)| habits.note(line));
    let mut paragraphs = Paragraphs::default();
    let mut headings = 0;
    for (number, line) in body(text, head) {
        if is_heading(line) {
            headings += 1;
            paragraphs.close();
        } else {
            paragraphs.add(number, line, &habits)?;
        }
    }
    if head + headings > 0 {
        let message = format!("not said and left out: lines of a head {head}, headings {headings}");
        report.warn("not-said", place(1), message);
    }
    Ok(paragraphs.drafts)
}

/// Lines of the head that files for static sites have, its fences counted; 0 without one.
fn head_lines(text: &str) -> usize {
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut first = lines(text).take(MAX_HEAD_LINES);
    if !first.next().is_some_and(|(_, line)| is_fence(line)) {
        return 0;
    }
    first.find(|(_, line)| is_fence(line)).map_or(0, |(number, _)| number)
}

fn body(text: &str, head: usize) -> impl Iterator<Item = (usize, &str)> {
    lines(text).skip(head)
}

/// A heading of Markdown.
fn is_heading(line: &str) -> bool {
    let level = line.len() - line.trim_start_matches('#').len();
    (1..=6).contains(&level) && line[level..].starts_with(' ')
}

/// Whether a line says a time in words (`1 minute, 5 seconds`), as copies from YouTube's page do
/// below each time.
fn is_time_in_words(line: &str) -> bool {
    let mut words = line.split([' ', ',']).filter(|word| !word.is_empty()).peekable();
    let units = ["hour", "minute", "second"];
    let is_unit = |word: &str| units.contains(&word.strip_suffix('s').unwrap_or(word));
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    words.peek().is_some()
        && words.enumerate().all(|(place, word)| match place % 2 {
            0 => is_number(word),
            _ => is_unit(word),
        })
        && line.trim_end().ends_with(|c: char| c.is_ascii_alphabetic())
}

/// Paragraphs being filled.
#[derive(Default)]
struct Paragraphs {
    drafts: Vec<Draft>,
    /// The next line belongs to the newest paragraph.
    is_open: bool,
    /// Characters in the newest paragraph.
    chars: usize,
}

impl Paragraphs {
    fn add(&mut self, number: usize, line: &str, habits: &Habits) -> Result<(), IngestError> {
        if line.trim().is_empty() {
            // A time alone on its line belongs to what follows, however far below.
            self.is_open &= self.is_empty();
            return Ok(());
        }
        if self.is_open && self.is_empty() && is_time_in_words(line) {
            return Ok(());
        }
        let lead = habits.lead(line);
        if lead.start_ms.is_some() || lead.speaker.is_some() || !self.is_open {
            self.begin(number, &lead)?;
        }
        let words = text::plain(lead.rest);
        self.fill(number, &words.split_whitespace().collect::<Vec<_>>())
    }

    fn close(&mut self) {
        self.is_open = false;
    }

    fn is_empty(&self) -> bool {
        self.drafts.last().is_some_and(|draft| draft.lines.is_empty())
    }

    /// Begins a paragraph; one without a name goes on with the speaker before.
    fn begin(&mut self, line: usize, lead: &Lead<'_>) -> Result<(), IngestError> {
        let named = lead.speaker.map(|speaker| vec![text::line(speaker)]);
        let before = || self.drafts.last().map(|draft| draft.speakers.clone());
        let speakers = named.or_else(before).unwrap_or_default();
        let Lead { start_ms, end_ms, .. } = *lead;
        (self.is_open, self.chars) = (true, 0);
        push(&mut self.drafts, Draft { line, start_ms, end_ms, speakers, lines: Vec::new() })
    }

    /// Adds words to the newest paragraph. What does not fit makes paragraphs of its own: some
    /// files have a whole talk on one line.
    fn fill(&mut self, line: usize, words: &[&str]) -> Result<(), IngestError> {
        let mut taken = Vec::new();
        for word in words {
            let length = word.chars().count() + 1;
            if self.chars + length > MAX_CUE_CHARS && self.chars > 0 {
                self.keep(&mut taken);
                self.begin(line, &Lead::default())?;
            }
            self.chars += length;
            taken.push(*word);
        }
        self.keep(&mut taken);
        Ok(())
    }

    fn keep(&mut self, words: &mut Vec<&str>) {
        if let Some(draft) = self.drafts.last_mut()
            && !words.is_empty()
        {
            draft.lines.push(words.join(" "));
            words.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds, speaker and text of each paragraph.
    fn read(text: &str) -> Vec<(Option<u32>, String, String)> {
        let mut report = Report::default();
        let drafts = parse(text, &mut report).unwrap();
        let seconds = |draft: &Draft| draft.start_ms.map(|ms| ms / 1000);
        let speaker = |draft: &Draft| draft.speakers.join("+");
        drafts.iter().map(|draft| (seconds(draft), speaker(draft), draft.text())).collect()
    }

    fn piece(seconds: Option<u32>, speaker: &str, text: &str) -> (Option<u32>, String, String) {
        (seconds, speaker.to_owned(), text.to_owned())
    }

    #[test]
    fn paragraphs_without_times_have_none() {
        let expected = [piece(None, "", "One and two."), piece(None, "", "At 12:30 three.")];
        assert_eq!(read("One\nand two.\n\n\nAt 12:30\nthree.\n"), expected);
    }

    #[test]
    fn a_turn_begins_with_a_name_and_a_time_and_goes_on_below() {
        let text = "---\ntitle: T\n---\n## Intro\n\nAda: 00:00:04\n\nHello.\nYou.\n\nMore.\n\n\
                    Bo: 00:01:00\n\nYes.";
        let expected = [
            piece(Some(4), "Ada", "Hello. You."),
            piece(None, "Ada", "More."),
            piece(Some(60), "Bo", "Yes."),
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn times_may_stand_on_their_own_lines() {
        let text = "0:00\nso today we\n0:04\n4 seconds\n[Music]\n1:02:45\n1 hour, 2 minutes, \
                    45 seconds\nthat's it";
        let expected = [
            piece(Some(0), "", "so today we"),
            piece(Some(4), "", "[Music]"),
            piece(Some(3765), "", "that's it"),
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn names_in_capitals_are_those_who_speak() {
        let text = "Title of it\n\nMATT:  Hi.\n\nAUDIENCE: Hello?\n\nMATT: [Laughter] Ok.";
        let expected = [
            piece(None, "", "Title of it"),
            piece(None, "MATT", "Hi."),
            piece(None, "AUDIENCE", "Hello?"),
            piece(None, "MATT", "[Laughter] Ok."),
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn a_talk_on_one_line_becomes_several_paragraphs_and_loses_no_word() {
        let text = "word ".repeat(5000);
        let paragraphs = read(&text);
        assert_eq!(paragraphs.len(), 3);
        assert!(paragraphs.iter().all(|it| it.2.chars().count() <= MAX_CUE_CHARS));
        let words: usize = paragraphs.iter().map(|it| it.2.split(' ').count()).sum();
        assert_eq!(words, 5000);
    }

    #[test]
    fn heads_and_headings_are_reported() {
        let mut report = Report::default();
        parse("---\na: b\n---\n# T\nWords\n#5 is said", &mut report).unwrap();
        assert_eq!(report.warnings.len(), 1);
        let message = "not said and left out: lines of a head 3, headings 1";
        assert_eq!(report.warnings[0].message, message);
    }
}
