//! Words by what they mean where names are looked for: lists, folded, and no rule.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Given names of many countries, folded: those that at least two speakers of the pyvideo archive
/// (CC0) bear, and common ones beside them. Words that mostly mean something else are left out.
const GIVEN_NAMES: &str = include_str!("given_names.txt");

/// Family names, folded, from the same sources.
const FAMILY_NAMES: &str = include_str!("family_names.txt");

/// Words of positions, which follow a name and never are one.
const POSITIONS: &str = "advisor advocate ambassador analyst architect associate author ceo cfo chair \
    chairman chairperson chairwoman chief ciso co-chair co-founder co-host cofounder committee \
    consultant contributor coo coordinator counsel cpo cso cto developer devrel director distinguished \
    editor engineer engineering evangelist executive expert facilitator fellow founder freelance \
    freelancer head host independent intern lead leader lecturer maintainer manager member mentor \
    moderator officer organizer organiser owner partner phd postdoc president principal professor \
    product program programme programmer relations representative researcher reviewer scientist \
    secretary senior speaker specialist sponsor sre staff strategist student svp teacher technical \
    technologist vice vp writer";

/// Words of organisations, which follow a name and never are one.
const ORGANISATIONS: &str = "academy ag agency alliance analytics association bank bv cloud college \
    commission company conference consortium consulting corp corporation council day energy enterprises \
    event events foundation gmbh group holdings inc institute international lab laboratories laboratory \
    labs limited llc llp ltd media ministry network networks networking org organization organisation \
    parliament partners plc project research s.a. sa sas school security services sig society software \
    solutions sponsored studio studios summit systems team tech technologies technology trust union \
    university universitat universite universidad ventures";

/// Words that stand in titles with a capital letter, and hardly ever in names.
const ORDINARY: &str = include_str!("ordinary_words.txt");

/// Given names.
pub(super) static GIVEN: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(GIVEN_NAMES));
/// Family names.
pub(super) static FAMILY: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(FAMILY_NAMES));
/// Words of positions.
pub(super) static POSITION: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(POSITIONS));
/// Words of organisations.
pub(super) static ORGANISATION: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(ORGANISATIONS));
/// Words that mean something else than a name.
pub(super) static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(ORDINARY));

fn words_of(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_folded_and_do_not_contradict_each_other() {
        for list in [&GIVEN, &FAMILY, &POSITION, &ORGANISATION, &COMMON] {
            assert!(list.iter().all(|word| crate::text::fold(word) == *word));
        }
        let both: Vec<&&str> = GIVEN.intersection(&COMMON).collect();
        assert!(both.is_empty(), "{both:?}");
    }
}
