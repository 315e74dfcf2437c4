//! The languages of the site's own words, and which of them a visitor reads; translates nothing.

use serde::Serialize;

/// A language that the site's own words exist in. Records stay in the language they were written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    /// English, in which every word is written first.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
}

impl Language {
    /// Every language, English first.
    pub(crate) const ALL: [Self; 3] = [Self::En, Self::De, Self::Fr];

    /// The tag in `lang` attributes and addresses (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
        }
    }

    /// The tag with the region that the Open Graph protocol wants.
    pub(crate) fn locale(self) -> &'static str {
        match self {
            Self::En => "en_GB",
            Self::De => "de_DE",
            Self::Fr => "fr_FR",
        }
    }

    /// What its speakers call it.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Français",
        }
    }

    /// The language with this tag, whatever its region (`de-AT`).
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The best of an `Accept-Language` header (RFC 9110, section 12.5.4): the one with the highest
    /// weight, the first of several with the same; English when none of ours is among them.
    pub(crate) fn accepted(header: &str) -> Self {
        let mut best = (0.0, Self::En);
        for part in header.split(',') {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let weight = weight(parameters);
            if let Some(language) = Self::from_tag(tag).filter(|_| weight > best.0) {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// The weight among the parameters of a choice: 1 when it is not said, 0 when it cannot be read.
fn weight(parameters: &str) -> f32 {
    match parameters.split_once("q=") {
        None => 1.0,
        Some((_, given)) => given.trim().parse().unwrap_or(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_language_of_ours_is_chosen() {
        for (header, expected) in [
            ("", Language::En),
            ("de-AT,de;q=0.9,en;q=0.8", Language::De),
            ("es,fr;q=0.5,de;q=0.4", Language::Fr),
            ("en;q=0.1, fr ; q=0.2", Language::Fr),
            ("de;q=0, en;q=0.3", Language::En),
            ("xx;q=abc,*", Language::En),
            ("nl, ja", Language::En),
        ] {
            assert_eq!(Language::accepted(header), expected, "{header}");
        }
    }
}
