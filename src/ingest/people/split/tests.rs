//! Titles as the Linux Foundation prints them, and titles that only look alike.

use proptest::prelude::*;

use super::*;

/// The title and `Name @ Company` of each speaker.
fn shown(split: Option<Split>) -> Option<(String, String)> {
    let person = |it: &Appearance| match &it.affiliation {
        Some(company) => format!("{} @ {company}", it.name),
        None => it.name.clone(),
    };
    split.map(|(title, people)| (title, people.iter().map(person).collect::<Vec<_>>().join(" | ")))
}

#[test]
fn people_leave_the_title_with_their_companies() {
    for (end, people) in [
        ("Ada Byron, Mill", "Ada Byron @ Mill"),
        ("Ada Byron & Charles Babbage, Mill", "Ada Byron @ Mill | Charles Babbage @ Mill"),
        (
            "Ada Byron, Mill & Charles Babbage, Red Hat",
            "Ada Byron @ Mill | Charles Babbage @ Red Hat",
        ),
        ("Ada Byron and Charles Babbage", "Ada Byron | Charles Babbage"),
        (
            "Ada Byron, Emma Noether & Carl Gauss, Foo, Inc.",
            "Ada Byron @ Foo, Inc. | Emma Noether @ Foo, Inc. | Carl Gauss @ Foo, Inc.",
        ),
        (
            "Ada Byron, AT&T & Emma Noether, Johnson & Johnson",
            "Ada Byron @ AT&T | Emma Noether @ Johnson & Johnson",
        ),
        ("Ada Byron, Simon & Schuster", "Ada Byron @ Simon & Schuster"),
        (
            "Ada Byron & Emma Noether, Mill; Kōji Kabuto & Carl Gauss, Engine; Dr. Sue Lee, X",
            "Ada Byron @ Mill | Emma Noether @ Mill | Kōji Kabuto @ Engine | Carl Gauss @ Engine | Dr. Sue Lee @ X",
        ),
        (
            "Moderated by Ada Byron, Mill; Carl Gauss, Engine & Core Maintainer, Helm",
            "Ada Byron @ Mill | Carl Gauss @ Engine & Core Maintainer, Helm",
        ),
        ("Ada Byron (Moderator), Mill; & Carl Gauss", "Ada Byron @ Mill | Carl Gauss"),
        ("Ada Byron, Chief of Staff, Mill & Wheel", "Ada Byron @ Chief of Staff, Mill & Wheel"),
        ("Flynn, Technical Evangelist", "Flynn @ Technical Evangelist"),
        (
            "Ada Byron, University of Colorado - Boulder",
            "Ada Byron @ University of Colorado - Boulder",
        ),
        (
            "Ada Byron, Institute for Automation and Measurements PIAP",
            "Ada Byron @ Institute for Automation and Measurements PIAP",
        ),
        ("Ada Byron", "Ada Byron"),
        ("TBA", ""),
    ] {
        for title in ["Keynote: One", "One - Two – Three", "Ada, Bob & Carl"] {
            for dash in [" - ", " – ", " — ", " -- ", " -"] {
                let split = split_title(&format!("{title}{dash}{end}"));
                let expected = Some((title.to_owned(), people.to_owned()));
                assert_eq!(shown(split), expected, "{title}{dash}{end}");
            }
        }
    }
    let glued = split_title("What comes next?- Ádám Rozmán, Maintainer");
    assert_eq!(glued.map(|(title, _)| title).as_deref(), Some("What comes next?"));
}

#[test]
fn what_only_looks_like_people_stays_in_the_title() {
    for title in [
        "Apache Maven 4.0.0 - Current State",
        "Presto - SQL-on-Anything",
        "Django -- Sprint",
        "Haecksenkarte - what's next?",
        "OpenRAN & Open Source: The Cool Kids of Telecom - Shaking Up 5G/LTE Networks",
        "SBOMs that you can trust - the good, the bad, and the ugly",
        "NEXT - Machine Learning, Crowdsourcing, and Cartoons",
        "Layer D - Programación Semántica",
        "Keynote - Academic Open Source",
        "Sponsored Session - Google Cloud",
        "Sponsored Demo - Red Hat",
        "OpenPrinting - We make printing just work!",
        "ArgoCon Hosted by CNCF - Full-Day Event | ALL ACCESS PASS REQUIRED",
        "D&D and G - a daring tale of Dungeons and Dragons and also Graph",
        "Panel: State of the Union - Steering Committee Discussion -",
        "Cross-platform GUIs",
        "- Ada Byron",
        "",
    ] {
        assert_eq!(split_title(title), None, "{title}");
    }
}

#[test]
fn the_custom_of_a_file_is_trusted_where_its_words_allow() {
    let titles = [
        "One - Ada Byron, Mill",
        "Two - Carl Gauss, Red Hat",
        "Three - Emma Noether & Sue Lee, Engine",
        "Four - Kōji Kabuto, Mazinger",
        "Five - Zengzeng Yao",
        "Six - Flynn, Buoyant",
        "Seven - Gedanken Schweifen",
        "Sponsored - Red Hat",
        "Eight - Kōji Kabuto, Bo Tanaka & Mei Chen, Mill",
        "Nine - Kōji Kabuto, Mega Zord & Mei Chen, Mill",
        "Ten - Ada Byron, Mega Zord",
        "Eleven - Ada Byron, Ada Support",
    ];
    let texts = ["Die gedanken sind frei; schweifen auch. See https://zengzeng.example/yao"];
    let splits = split_titles(&titles, texts.into_iter());
    let found: Vec<bool> = splits.iter().map(Option::is_some).collect();
    assert_eq!(found, [true, true, true, true, true, true, false, false, true, true, true, true]);
    let company = |at: usize| splits[at].as_ref().unwrap().1[0].affiliation.as_deref();
    assert_eq!((company(8), company(9)), (Some("Mill"), Some("Mega Zord")));
    assert_eq!(company(11), Some("Ada Support"));
    let alone = split_titles(&titles[3..8], texts.into_iter());
    assert!(alone.iter().all(Option::is_none));
}

#[test]
fn names_behind_the_last_dash_are_a_list_where_the_source_always_adds_them() {
    let split = |title: &str| shown(split_last(title));
    let some = |title: &str, people: &str| Some((title.to_owned(), people.to_owned()));
    assert_eq!(split("A - B - Ada Byron, Carl Gauss"), some("A - B", "Ada Byron | Carl Gauss"));
    assert_eq!(split("Thar Be Dragons - amanda casari"), some("Thar Be Dragons", "amanda casari"));
    assert_eq!(
        split("Closing - Jack Skinner, Chris (Teknetia)"),
        some("Closing", "Jack Skinner | Chris (Teknetia)")
    );
    assert_eq!(split("One - Long Dang"), some("One", "Long Dang"));
    assert_eq!(split("PyCon Fair - "), some("PyCon Fair", ""));
    for whole in
        ["Diagnostics - Seeing Inside Your Application", "Lightning Talks - Part 2", "Plain"]
    {
        assert_eq!(split(whole), None, "{whole}");
    }
}

proptest! {
    #[test]
    fn any_title_is_split_at_a_dash_or_not_at_all(
        title in "\\PC{0,60}|([A-Z][a-z]{1,5}[ ,&;-]{1,3}){0,12}",
    ) {
        for (head, people) in [split_title(&title), split_last(&title)].into_iter().flatten() {
            prop_assert!(title.trim_start().starts_with(head.trim_start()));
            prop_assert!(people.iter().all(|person| !person.name.trim().is_empty()));
        }
        let _ = split_titles(&[title.as_str(); 4], std::iter::once(title.as_str()));
    }
}
