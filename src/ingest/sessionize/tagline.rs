//! The company in a speaker's tag line, where the line plainly names one: `Engineer at Google`,
//! `Data Scientist, Acme GmbH`. People write anything there, so what is not plain is left alone.

/// Words between a role and where it is held.
const JOINTS: [&str; 4] = [" at ", " @ ", " bei ", " chez "];
/// Last words of a role that say nothing of where somebody works: `Speaker at DevConf`.
const NO_ROLES: [&str; 6] = ["attendee", "blogger", "fan", "looking", "mentor", "speaker"];
/// What people say to be at without working there: `Nerd at Heart`.
const NO_NAMES: [&str; 6] = ["heart", "home", "large", "night", "scale", "work"];
/// Words in a name that show it to be a sentence: `Microsoft and community lead`.
const SENTENCE_WORDS: [&str; 21] = [
    "am", "an", "and", "as", "by", "day", "for", "helping", "im", "in", "night", "or", "since",
    "und", "where", "which", "who", "with", "where", "working", "&",
];
/// Legal forms, by which a name is a company's; without dots, lower case.
const LEGAL_FORMS: [&str; 20] = [
    "ab",
    "ag",
    "aps",
    "asa",
    "bv",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "kft",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "oy",
    "plc",
    "sarl",
    "srl",
];
/// What stands between the parts of a line, besides commas and the like.
const SPACED_MARKS: [&str; 4] = [" / ", " - ", " – ", " — "];
/// Most words of a name: the longest seen in real tag lines have four.
const MAX_NAME_WORDS: usize = 5;

/// The company that a tag line names; `None` where none or more than one may be meant.
pub(super) fn company(line: &str) -> Option<String> {
    let line = &SPACED_MARKS.iter().fold(line.to_owned(), |line, mark| line.replace(mark, ", "));
    let parts = || line.split([',', '|', ';', '·', '•']).map(str::trim);
    let held: Vec<&str> = parts().filter_map(held_at).collect();
    match held.as_slice() {
        [name] if joints(line) == 1 => return Some((*name).to_owned()),
        [] if joints(line) == 0 => {}
        _ => return None,
    }
    let mut legal = parts().filter(|part| is_legal_name(part));
    legal.next().filter(|_| legal.next().is_none()).map(str::to_owned)
}

/// The name after a role: `Engineer at Google`.
fn held_at(part: &str) -> Option<&str> {
    let (role, name) = JOINTS.iter().find_map(|joint| part.split_once(joint))?;
    let last = role.split_whitespace().next_back()?.to_lowercase();
    let name = name.trim().trim_end_matches(['.', '!']);
    let means_nothing = NO_NAMES.contains(&name.to_lowercase().as_str());
    (!NO_ROLES.contains(&last.as_str()) && !means_nothing && is_name(name)).then_some(name)
}

/// How often something is said to be somewhere. Twice is one time too many to choose.
fn joints(line: &str) -> usize {
    JOINTS.iter().map(|joint| line.matches(joint).count()).sum()
}

/// Whether a text has the form of a name: few words, the first with a capital, and no sentence.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let begins = text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let has_sentence_word =
        words.iter().any(|word| SENTENCE_WORDS.contains(&word.to_lowercase().as_str()));
    begins && words.len() <= MAX_NAME_WORDS && !has_sentence_word && !text.contains(['(', '"', ':'])
}

/// Whether a text ends in a legal form after a name: `Acme GmbH`.
fn is_legal_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [first, .., last] = words.as_slice() else { return false };
    let form = last.to_lowercase().replace('.', "");
    let named = first.chars().next().is_some_and(char::is_alphanumeric);
    named && words.len() <= MAX_NAME_WORDS && LEGAL_FORMS.contains(&form.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_plainly_a_company_is_taken() {
        for (line, name) in [
            ("Software Engineer at Dynatrace", "Dynatrace"),
            ("Principal Architect on the Java team at Microsoft", "Microsoft"),
            ("Cloud Engineer & Evangelist at AVL List GmbH", "AVL List GmbH"),
            ("Head Trainer @ DATA story LAB", "DATA story LAB"),
            ("CEO at Acme, organiser of meetups", "Acme"),
            ("Data Scientist, cubido business solutions GmbH", "cubido business solutions GmbH"),
            ("MVP | ACP IT Solutions GMBH, Lead Cloud Architect ", "ACP IT Solutions GMBH"),
            ("Berater bei Nagarro", "Nagarro"),
            ("Engineer at Acme - Microsoft MVP", "Acme"),
            ("Engineer at TCP/IP Labs", "TCP/IP Labs"),
        ] {
            assert_eq!(company(line).as_deref(), Some(name), "{line}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_alone() {
        for line in [
            "",
            "Dynatrace",
            "Founder & Social Media Enthusiast",
            "Nerd at heart",
            "Nerd at Heart",
            "Engineer by day, speaker at night",
            "Speaker at DevConf",
            "CTO at Acme, organiser at PyLadies",
            "Engineer at Acme and community lead",
            "Lehrer für Mathematik, KI und Advanced Algorithms an der HTL Leonding",
            "CEO atwork, MVP Azure and Microsoft 365, Microsoft RD",
            "Principal Software Architect, Zühlke Group",
            "Tinkerer @home",
            "Works at the edge",
            "One Ltd, Two Ltd",
            "GmbH",
        ] {
            assert_eq!(company(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn a_company_always_stands_in_the_line(line in "([A-Z][a-z]{0,4}|at|@|,|GmbH| |\\PC){0,12}") {
            if let Some(name) = company(&line) {
                prop_assert!(line.contains(&name) && !name.is_empty());
            }
        }
    }
}
