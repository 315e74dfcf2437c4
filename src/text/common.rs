//! Words that abstracts of all subjects have. They are words all the same: search does not drop them.

/// Whether an English word, folded, says nothing of what a talk is about, though it is no stop
/// word: it stands in abstracts of every subject, or says what kind of session it is.
pub fn is_common_word(folded: &str) -> bool {
    COMMON.binary_search(&folded).is_ok()
}

/// Sorted. Words of abstracts in general and of their kinds, which name no subject: at three
/// conferences they came first for groups that they do not describe.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "able", "accelerate", "accelerating", "across", "actions", "address", "allow", "allows",
    "along", "already", "amount", "another", "approach", "approaches", "around", "aspects",
    "attendees", "audience", "available", "based", "become", "best", "better", "beyond", "bring",
    "bringing", "build", "building", "built", "case", "cases", "ceo", "challenge", "challenges",
    "chat", "closing", "co", "come", "common", "companies", "company", "complex", "concepts",
    "conference", "cover", "covers", "create", "creating", "critical", "cto", "current", "deep",
    "demo", "demonstrate", "different", "director", "discover", "discuss", "discussion", "dive",
    "easy", "effective", "efficient", "enable", "enables", "enabling", "end", "ensure", "ensuring",
    "era", "essential", "even", "every", "everyone", "evolution", "example", "examples",
    "experience", "experiences", "explain", "explore", "explores", "exploring", "fast", "features",
    "field", "find", "fireside", "first", "focus", "founder", "full", "future", "gain", "get",
    "getting", "give", "go", "good", "great", "growing", "hands", "hard", "help", "helps", "high",
    "highlight", "human", "humans", "idea", "ideas", "impact", "important", "improve", "improves",
    "include", "including", "innovation", "innovative", "insights", "interested", "introduce",
    "introduction", "issues", "join", "journey", "keep", "key", "keynote", "landscape", "large",
    "latest", "lead", "leading", "learn", "learned", "lessons", "let", "level", "leverage",
    "leveraging", "life", "lightning", "look", "looking", "lot", "made", "main", "make", "makes",
    "making", "many", "meaningful", "means", "method", "methods", "minutes", "modern", "much",
    "multiple", "need", "needs", "never", "new", "next", "offer", "offers", "often", "one",
    "opening", "opportunities", "opportunity", "organizations", "overview", "panel", "part",
    "participants", "past", "path", "people", "place", "point", "possible", "potential", "power",
    "powerful", "practical", "practices", "present", "presentation", "presents", "problem",
    "problems", "process", "project", "projects", "provide", "provides", "providing", "question",
    "questions", "quick", "quicker", "quickly", "range", "rapid", "rapidly", "react", "real",
    "recent", "remarks", "result", "results", "role", "run", "running", "second", "see", "seen",
    "session", "set", "several", "share", "show", "showcase", "significant", "simple", "since",
    "small", "solution", "solutions", "solve", "speaker", "speakers", "speed", "sponsored",
    "start", "started", "state", "step", "steps", "still", "strategies", "succeed", "success",
    "successful", "support", "take", "talk", "talks", "teams", "techniques", "technologies",
    "technology", "things", "third", "three", "time", "today", "together", "tool", "tools",
    "topic", "topics", "transform", "turn", "tutorial", "two", "understand", "understanding",
    "unique", "use", "used", "useful", "users", "using", "various", "want", "way", "ways",
    "welcome", "within", "without", "work", "working", "works", "workshop", "world", "year",
    "years",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_sorted_and_found() {
        assert!(COMMON.is_sorted());
        assert!(is_common_word("attendees") && is_common_word("keynote"));
        assert!(!is_common_word("compiler"));
    }
}
