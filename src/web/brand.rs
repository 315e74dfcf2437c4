//! Style sheets made of configured colours: one colour in, a set of tokens out that can be read.
//!
//! The colours of paper and ink stand here as they stand in `static/css/tokens.css`; a test
//! compares them.

use super::colour::{Colour, READABLE, VERY_READABLE};

/// Papers that accents stand on, and the ink on filled buttons, in one of the schemes.
struct Scheme {
    papers: [Colour; 3],
    /// Where accents go that cannot be read.
    towards: Colour,
    inks: [Colour; 2],
    ratio: f64,
    /// How much of the accent is in the wash.
    wash: f64,
}

const LIGHT: Scheme = Scheme {
    papers: [Colour::new(0xfbf7f0), Colour::new(0xf3ebde), Colour::new(0xfffdf9)],
    towards: Colour::BLACK,
    inks: [Colour::new(0xfffaf5), Colour::new(0x1c1814)],
    ratio: READABLE,
    wash: 0.12,
};

const DARK: Scheme = Scheme {
    papers: [Colour::new(0x14110e), Colour::new(0x1b1713), Colour::new(0x1f1a16)],
    towards: Colour::WHITE,
    inks: [Colour::new(0x1c1814), Colour::new(0xfffaf5)],
    ratio: READABLE,
    wash: 0.25,
};

const LIGHT_STRONG: Scheme = Scheme {
    papers: [Colour::WHITE, Colour::new(0xf4f0ea), Colour::WHITE],
    inks: [Colour::WHITE, Colour::BLACK],
    ratio: VERY_READABLE,
    ..LIGHT
};

const DARK_STRONG: Scheme = Scheme {
    papers: [Colour::BLACK, Colour::new(0x0d0b09), Colour::new(0x0a0908)],
    inks: [Colour::BLACK, Colour::WHITE],
    ratio: VERY_READABLE,
    ..DARK
};

/// How far the strong accent goes beyond the accent.
const STRONGER: f64 = 0.2;

/// The tokens of one scheme.
#[derive(Debug)]
struct Tokens {
    accent: Colour,
    strong: Colour,
    wash: Colour,
    on_accent: Colour,
}

/// A sheet that sets the accent, in every scheme; `dark` is the colour of dark pages where another
/// than the accent itself is wanted.
pub(crate) fn sheet(accent: Colour, dark: Option<Colour>) -> String {
    let dark = dark.unwrap_or(accent);
    let block = |condition: &str, scheme: &Scheme, colour: Colour| {
        format!("@media {condition} {{ :root {{ {} }} }}\n", scheme.tokens(colour).declarations())
    };
    [
        format!(":root {{ {} }}\n", LIGHT.tokens(accent).declarations()),
        block("(prefers-color-scheme: dark)", &DARK, dark),
        block("(prefers-contrast: more)", &LIGHT_STRONG, accent),
        block("(prefers-contrast: more) and (prefers-color-scheme: dark)", &DARK_STRONG, dark),
    ]
    .concat()
}

impl Scheme {
    fn tokens(&self, wanted: Colour) -> Tokens {
        let [paper, deep, surface] = self.papers;
        let wash = paper.mixed(wanted, self.wash);
        let accent = wanted.readable_on(&[paper, deep, surface], self.towards, self.ratio);
        // What is strong stands on the wash too.
        let strong = accent.mixed(self.towards, STRONGER);
        let strong = strong.readable_on(&[paper, deep, surface, wash], self.towards, self.ratio);
        Tokens { accent, strong, wash, on_accent: accent.better_ink(self.inks[0], self.inks[1]) }
    }
}

impl Tokens {
    fn declarations(&self) -> String {
        format!(
            "--accent: {}; --on-accent: {}; --accent-strong: {}; --accent-wash: {};",
            self.accent, self.on_accent, self.strong, self.wash
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SCHEMES: [Scheme; 4] = [LIGHT, DARK, LIGHT_STRONG, DARK_STRONG];

    proptest! {
        #[test]
        fn whatever_the_accent_all_that_is_set_in_it_can_be_read(rgb in 0u32..0x0100_0000) {
            for scheme in SCHEMES {
                let tokens = scheme.tokens(Colour::new(rgb));
                for paper in scheme.papers {
                    prop_assert!(tokens.accent.contrast(paper) >= scheme.ratio);
                    prop_assert!(tokens.strong.contrast(paper) >= scheme.ratio);
                }
                prop_assert!(tokens.strong.contrast(tokens.wash) >= READABLE);
                prop_assert!(tokens.accent.contrast(tokens.on_accent) >= READABLE);
                prop_assert!(tokens.strong.contrast(tokens.on_accent) >= READABLE);
            }
        }
    }

    #[test]
    fn papers_are_those_of_the_style_sheet() {
        let sheet = include_str!("../../static/css/tokens.css");
        let sections: Vec<&str> = sheet.split("@media").collect();
        for (section, scheme) in sections.iter().zip([LIGHT, DARK, LIGHT_STRONG, DARK_STRONG]) {
            let names = ["--paper", "--paper-deep", "--surface"];
            for (name, paper) in names.into_iter().zip(scheme.papers) {
                let value = section.split(&format!("{name}: ")).nth(1).unwrap();
                let written = value.split(';').next().unwrap();
                let written = match written.strip_prefix('#') {
                    Some(short) if short.len() == 3 => {
                        format!("#{}", short.chars().flat_map(|c| [c, c]).collect::<String>())
                    }
                    _ => written.to_owned(),
                };
                assert_eq!(written, paper.to_string(), "{name}");
            }
        }
    }

    #[test]
    fn dark_pages_may_have_a_colour_of_their_own() {
        let sheet = sheet(Colour::new(0x102040), Some(Colour::new(0xffe04d)));
        assert!(sheet.starts_with(":root { --accent: #102040; --on-accent: #fffaf5;"), "{sheet}");
        assert!(sheet.contains("dark) { :root { --accent: #ffe04d; --on-accent: #1c1814;"));
    }
}
