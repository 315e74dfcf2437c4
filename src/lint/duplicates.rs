//! Sessions that are in the programme twice, told from sessions that are given several times.

use std::collections::HashMap;

use super::Code;
use super::finding::{Report, Spot, Value};
use super::groups::Groups;
use super::placeholder::is_placeholder_title;
use super::programme::{Entry, Programme};
use super::series::{begin_and_end, is_common, is_repeat};
use super::similar::Texts;
use crate::domain::Talk;
use crate::text;

/// Reports duplicates and repeats, each group once.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    let sessions: Vec<&Entry<'_>> = programme.sessions().collect();
    let pairs = candidates(&sessions);
    let is_repeat = |pair: &&(usize, usize)| is_repeat(sessions[pair.0], sessions[pair.1]);
    let (repeats, doubles): (Vec<_>, Vec<_>) = pairs.iter().partition(is_repeat);
    let mut groups = Groups::new(sessions.len());
    repeats.iter().for_each(|(a, b)| groups.join(*a, *b));
    for group in groups.lists() {
        let entries: Vec<&Entry<'_>> = group.iter().map(|at| sessions[*at]).collect();
        let talks: Vec<&Talk> = entries.iter().map(|entry| entry.talk).collect();
        report.add(Code::RepeatedTalk, talks.iter().copied(), spot(&talks), repeated(&entries));
    }
    // A repeat and its first are one session here, so that each doubt is told once.
    let mut doubtful = Groups::new(sessions.len());
    doubles.iter().for_each(|(a, b)| doubtful.join(groups.root(*a), groups.root(*b)));
    for group in doubtful.lists() {
        let talks: Vec<&Talk> = group.iter().map(|at| sessions[*at].talk).collect();
        let same_title =
            group.windows(2).all(|two| sessions[two[0]].title == sessions[two[1]].title);
        let message =
            duplicate(&talks, if same_title { "the same title" } else { "nearly the same words" });
        report.add(Code::NearDuplicate, talks.iter().copied(), spot(&talks), message);
    }
}

/// Pairs that share their title or nearly all of their words.
fn candidates(sessions: &[&Entry<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = pairs_by_title(sessions);
    let mut texts = Texts::default();
    sessions.iter().for_each(|entry| texts.add(words(entry.talk).into_iter()));
    let is_one = |(a, b): &(usize, usize)| !begin_and_end(sessions[*a], sessions[*b]);
    pairs.extend(texts.alike().into_iter().filter(is_one));
    pairs
}

/// Pairs with one title that says something. Of a crowd with one title, each is paired with the
/// one before that has the same people, and the first of each people with the first of the others.
fn pairs_by_title(sessions: &[&Entry<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut by_title: HashMap<&str, usize> = HashMap::new();
    let mut by_people: HashMap<(&str, &[String]), usize> = HashMap::new();
    let titled =
        sessions.iter().enumerate().filter(|(_, it)| !is_placeholder_title(&it.talk.title));
    for (at, entry) in titled {
        let title = entry.title.as_str();
        let before = by_people.insert((title, &entry.speakers), at);
        let other = before.unwrap_or_else(|| *by_title.entry(title).or_insert(at));
        let says_little = is_common(title) && !is_repeat(sessions[other], entry);
        pairs.extend((other != at && !says_little).then_some((other, at)));
    }
    pairs
}

/// The words of title and abstract, folded.
fn words(talk: &Talk) -> Vec<String> {
    let texts = [&talk.title, &text::plain(&talk.abstract_text), &text::plain(&talk.description)];
    texts.into_iter().flat_map(|text| text::words(text)).map(|word| word.folded).collect()
}

fn spot(talks: &[&Talk]) -> Spot {
    talks.first().map_or_else(Spot::event, |talk| Spot::talk(talk))
}

fn repeated(entries: &[&Entry<'_>]) -> String {
    let Some((first, rest)) = entries.split_first() else { return String::new() };
    let (title, times) = (Value(&first.talk.title), entries.len());
    if rest.iter().any(|entry| entry.title != first.title) {
        return format!("{title} and {} more look like a series", rest.len());
    }
    let people = if first.speakers.is_empty() { "" } else { " by the same people" };
    format!("{title} is given {times} times{people}")
}

fn duplicate(talks: &[&Talk], what: &str) -> String {
    match talks {
        [first, second] => {
            format!("{} and {} have {what}", Value(&first.title), Value(&second.title))
        }
        [first, rest @ ..] => {
            format!("{} and {} more have {what}", Value(&first.title), rest.len())
        }
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::Kind;
    use crate::lint::samples::{coded, event, messages, talk};

    #[test]
    fn a_session_given_again_by_the_same_people_is_a_note() {
        let bundle = event(vec![
            talk("a", "Light a lantern").by(&["Ann Moor"]).at("10:00", "11:00", "Pier"),
            talk("b", "Light a Lantern!").by(&["Ann Moor"]).at("14:00", "15:00", "Pier"),
        ]);
        let found = coded(&bundle, "repeated-talk");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "`Light a lantern` is given 2 times by the same people");
        assert_eq!(found[0].talks.len(), 2);
        assert!(coded(&bundle, "near-duplicate").is_empty());
    }

    #[test]
    fn one_title_with_other_people_or_the_same_slot_is_a_duplicate() {
        let lantern = |id: &str| talk(id, "Light a lantern").by(&["Ann Moor"]);
        let other = talk("b", "Light a lantern").by(&["Jan Smit"]).at("14:00", "15:00", "Pier");
        let bundle = event(vec![lantern("a").at("10:00", "11:00", "Pier"), other]);
        assert_eq!(
            messages(&bundle, "near-duplicate"),
            ["`Light a lantern` and `Light a lantern` have the same title"]
        );
        let slot = |id: &str| lantern(id).at("10:00", "11:00", "Pier");
        assert_eq!(coded(&event(vec![slot("a"), slot("b")]), "near-duplicate").len(), 1);
        assert_eq!(coded(&event(vec![slot("a"), lantern("b")]), "near-duplicate").len(), 1);
    }

    #[test]
    fn common_titles_placeholders_and_breaks_are_no_duplicates() {
        let bundle = event(vec![
            talk("a", "Keynote").by(&["Ann Moor"]).at("10:00", "11:00", "Pier"),
            talk("b", "Keynote").by(&["Jan Smit"]).at("14:00", "15:00", "Pier"),
            talk("e", "Keynote: TBA").at("12:00", "12:30", "Pier"),
            talk("f", "Keynote: TBA").at("13:00", "13:30", "Pier"),
            talk("g", "Lightning talks"),
            talk("h", "Lightning talks"),
            talk("c", "Coffee").kind(Kind::Break).at("11:00", "11:30", "Pier"),
            talk("d", "Coffee").kind(Kind::Break).at("11:00", "11:30", "Pier"),
        ]);
        assert!(coded(&bundle, "near-duplicate").is_empty());
        assert!(coded(&bundle, "repeated-talk").is_empty());
    }

    #[test]
    fn nearly_the_same_words_under_two_titles_are_a_duplicate_and_a_series_is_not() {
        let text =
            "A wick is a pump. This session shows what it pumps, how fast, and into which flame.";
        let told = |id: &str, title: &str, start: &str| {
            let end = format!("{}:59", &start[..2]);
            talk(id, title).by(&["Ann Moor"]).about(text).at(start, &end, "Pier")
        };
        let bundle =
            event(vec![told("a", "All about wicks", "10:00"), told("b", "About wicks", "12:00")]);
        assert_eq!(
            messages(&bundle, "near-duplicate"),
            ["`All about wicks` and `About wicks` have nearly the same words"]
        );
        let parts = ["Wicks - Day 1", "Wicks (day 2a)", "Wicks II", "Wicks 4.1"];
        let part = |(n, title): (usize, &&str)| told(title, title, &format!("{}:00", 10 + n));
        let bundle = event(parts.iter().enumerate().map(part).collect());
        assert!(coded(&bundle, "near-duplicate").is_empty());
        assert_eq!(
            messages(&bundle, "repeated-talk"),
            ["`Wicks - Day 1` and 3 more look like a series"]
        );
    }

    #[test]
    fn the_opening_and_the_closing_of_one_thing_are_two() {
        let framed = |id: &str, word: &str| {
            let about = "of the long day of lanterns, lamps, wicks and oil by the sea";
            talk(id, &format!("{word} {about}")).about("")
        };
        let bundle = event(vec![framed("a", "Opening"), framed("b", "Closing")]);
        assert!(coded(&bundle, "near-duplicate").is_empty());
        let bundle = event(vec![framed("a", "Opening"), framed("b", "Start")]);
        assert_eq!(coded(&bundle, "near-duplicate").len(), 1);
    }

    #[test]
    fn repeats_count_once_in_a_duplicate() {
        let by = |id: &str, name: &str, start: &str, end: &str| {
            talk(id, "Splice a fibre").by(&[name]).at(start, end, "Pier")
        };
        let bundle = event(vec![
            by("a", "Ann Moor", "10:00", "11:00"),
            by("b", "Jan Smit", "11:00", "12:00"),
            by("c", "Ann Moor", "12:00", "13:00"),
        ]);
        let ids = |code: &str| -> Vec<String> {
            coded(&bundle, code)[0].talks.iter().map(|talk| talk.id.clone()).collect()
        };
        assert_eq!(ids("repeated-talk"), ["a", "c"]);
        assert_eq!(ids("near-duplicate"), ["a", "b"]);
    }
}
