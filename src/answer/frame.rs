//! Words that only frame a question about the programme, and never say what a session is about.

/// Whether a folded word only frames a question about the programme.
pub(super) fn is_frame(word: &str) -> bool {
    let word = word.strip_suffix("'s").unwrap_or(word);
    word.starts_with('<') || FRAME.binary_search(&word).is_ok()
}

/// Sorted, for the binary search.
#[rustfmt::skip]
const FRAME: &[&str] = &[
    "actually", "affiliated", "affiliation", "afterwards", "agenda", "agendas", "all",
    "altogether", "announced", "another", "anybody", "anyone", "anything", "appear", "appearing",
    "appears", "ask", "attend", "attending", "author", "authors", "available", "based", "begin",
    "beginning", "begins", "bof", "bofs", "booked", "break", "breaks", "called", "can",
    "canceled", "cancelled", "catch", "check", "clock", "close", "closes", "come", "comes",
    "coming", "companies", "company", "conference", "conferences", "congress", "contribution",
    "contributions", "convention", "count", "current", "currently", "date", "dates", "day",
    "days", "deck", "deliver", "delivered", "delivering", "delivers", "devroom", "devrooms",
    "discussed", "doing", "done", "duration", "each", "earlier", "earliest", "early", "edition",
    "employed", "employee", "employees", "employer", "end", "ending", "ends", "entire",
    "entitled", "entries", "entry", "event", "events", "everything", "exactly", "feature",
    "featured", "features", "featuring", "final", "find", "finish", "finished", "finishes",
    "finishing", "fireside", "first", "floor", "format", "gave", "get", "give", "given", "gives",
    "giving", "go", "goes", "going", "hall", "halls", "happen", "happened", "happening",
    "happens", "hear", "held", "hey", "hi", "hold", "holds", "host", "hosted", "hosting", "hosts",
    "hour", "hours", "instructor", "instructors", "introduced", "involve", "involved", "involves",
    "involving", "item", "items", "join", "keynote", "keynotes", "kind", "know", "language",
    "languages", "last", "lasting", "lasts", "late", "later", "latest", "lead", "leading",
    "leads", "lecture", "lectures", "led", "length", "let", "lightning", "like", "link", "list",
    "listed", "located", "location", "long", "longer", "look", "made", "make", "many", "me",
    "minute", "minutes", "moderate", "moderated", "moderates", "moderating", "moderator",
    "moderators", "moment", "more", "much", "name", "named", "names", "need", "next", "number",
    "numbers", "o'clock", "offered", "official", "ongoing", "open", "opening", "opens",
    "organisation", "organised", "organization", "organized", "over", "overall", "panel",
    "panelist", "panelists", "panellists", "panels", "part", "participant", "participants",
    "participate", "participating", "people", "person", "persons", "place", "planned", "please",
    "present", "presentation", "presentations", "presented", "presenter", "presenters",
    "presenting", "presently", "presents", "program", "programme", "quick", "recorded",
    "recording", "recordings", "representing", "right", "room", "rooms", "run", "running", "runs",
    "say", "schedule", "scheduled", "see", "session", "sessions", "show", "showing", "shown",
    "slide", "slides", "slot", "slots", "someone", "something", "soon", "sort", "speak",
    "speaker", "speakers", "speaking", "speaks", "spoke", "spoken", "spots", "stage", "stages",
    "start", "starting", "starts", "still", "stream", "streamed", "take", "takes", "taking",
    "talk", "talked", "talking", "talks", "taught", "teach", "teaches", "teaching", "tell",
    "thing", "things", "time", "times", "timetable", "title", "titled", "titles", "today",
    "together", "tomorrow", "total", "track", "tracks", "tutor", "tutorial", "tutorials", "type",
    "upcoming", "url", "used", "venue", "video", "videos", "visit", "want", "watch", "whole",
    "work", "working", "works", "workshop", "workshops", "would", "yet",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_holds_the_frame() {
        let unsorted = FRAME.windows(2).find(|pair| pair[0] >= pair[1]);
        assert_eq!(unsorted, None);
        assert!(is_frame("talk's") && is_frame("<room>") && is_frame("scheduled"));
        assert!(!is_frame("rust") && !is_frame("kubernetes"));
    }
}
