//! What `summary` shows.

use super::layout::{clean, clock, indented};
use crate::cli::paint::Paint;
use crate::summary::{Missed, MissedTalk, Part, SummarySentence};

/// The sentences in order; a talk's title stands over its sentences when there are several talks.
pub(in crate::cli) fn sentences(sentences: &[SummarySentence], paint: Paint) -> String {
    let one_talk = sentences.windows(2).all(|pair| pair[0].key == pair[1].key);
    let mut text = String::new();
    for (at, sentence) in sentences.iter().enumerate() {
        let is_new = at == 0 || sentences[at - 1].key != sentence.key;
        if is_new {
            let gap = if at == 0 { "" } else { "\n" };
            text += &format!("{gap}{}\n", heading(sentence, paint));
        }
        text += &body(sentence, if one_talk { "" } else { "  " });
    }
    text
}

/// What is said when there is nothing to select from.
pub(in crate::cli) fn nothing(of: &str) -> String {
    format!("There is no text to sum up for `{}`", clean(of))
}

/// What kind of summary this is, said once to people.
pub(in crate::cli) const NOTE: &str = "Selected sentences, not rewritten";

/// The parts of what was said, behind the sentences; nothing without any.
pub(in crate::cli) fn outline(parts: &[Part], paint: Paint) -> String {
    let mut text = String::new();
    for part in parts {
        let moment = part.start_s.map(|start| format!("{} ", clock(start))).unwrap_or_default();
        text += &format!("\n{}{}\n", moment, paint.strong(clean(&part.terms.join(" · "))));
        text += &indented(&clean(&part.sentence.text), "  ");
    }
    text
}

/// What was given between two moments, by heading, and before it what was cancelled or moved.
pub(in crate::cli) fn missed(missed: &Missed, paint: Paint) -> String {
    let mut text = String::new();
    for talk in &missed.changed {
        let state = talk.state.as_str();
        text += &format!("{} {}\n", paint.warn(format!("{state}:")), clean(&talk.title));
    }
    for group in &missed.groups {
        let gap = if text.is_empty() { "" } else { "\n" };
        text += &format!("{gap}{}\n", paint.strong(clean(&group.heading)));
        text += &group.talks.iter().map(|talk| missed_talk(talk, paint)).collect::<String>();
    }
    text
}

/// What is said when nothing was given.
pub(in crate::cli) fn nothing_missed(event: &str) -> String {
    format!("No talk of `{}` was given since then", clean(event))
}

fn missed_talk(talk: &MissedTalk, paint: Paint) -> String {
    let when = talk.start.strftime("%a %H:%M").to_string();
    let who = talk.speakers.join(", ");
    let place = [Some(who), talk.room.clone()].into_iter().flatten().filter(|it| !it.is_empty());
    let place = place.collect::<Vec<_>>().join(" · ");
    let mut text = format!("  {when} {} {}\n", clean(&talk.title), paint.faint(clean(&place)));
    if let Some(sentence) = &talk.sentence {
        text += &indented(&clean(&sentence.text), "    ");
    }
    if let Some(recording) = &talk.recording {
        text += &format!("    {}\n", paint.faint(clean(recording)));
    }
    text
}

fn heading(sentence: &SummarySentence, paint: Paint) -> String {
    let place = format!("({}/{})", sentence.key.event, sentence.key.id);
    format!("{} {}", paint.strong(clean(&sentence.title)), paint.faint(clean(&place)))
}

fn body(sentence: &SummarySentence, indent: &str) -> String {
    let moment = sentence.start_s.map(|start| format!("[{}] ", clock(start))).unwrap_or_default();
    indented(&format!("{moment}{}", clean(&sentence.text)), indent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn each_talk_stands_over_its_sentences() {
        insta::assert_snapshot!(sentences(&samples::summary(), Paint::Plain), @r"
        Models in the web browser (conf-2024/web)
          [0:05] It needs no server.
          It is quick.

        How open is open (conf-2024/open)
          Weights alone are not enough.
        ");
        insta::assert_snapshot!(sentences(&samples::summary()[..1], Paint::Plain), @r"
        Models in the web browser (conf-2024/web)
        [0:05] It needs no server.
        ");
    }
}
