//! Templates: compiled once at the start, from files in the binary (in debug builds from disk).
//!
//! Every value is escaped on its way into a page; a missing name is an error, not an empty string.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use rust_embed::RustEmbed;
use serde::Serialize;

use super::static_files::Assets;
use super::words::WORDS;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Sources;

/// What the page's frame shows: title, description, which part of the site is current.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Frame {
    /// For the window title and previews; the site's name is added.
    pub title: String,
    /// A sentence for previews and search engines.
    pub description: String,
    /// Which entry of the navigation is current.
    pub section: Section,
    /// Whether search engines should pass the page over (answers to queries, errors).
    pub robots: Robots,
    /// What stands in the header's search box.
    pub query: String,
}

/// The entries of the navigation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Section {
    /// None of them.
    #[default]
    None,
    /// Asking a question.
    Ask,
    /// The search page itself, which needs no second box.
    Search,
    /// Speakers.
    Speakers,
    /// Announcements.
    Announcements,
    /// About.
    About,
}

/// Whether search engines may keep a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Robots {
    /// They may.
    #[default]
    Index,
    /// They should not.
    Noindex,
}

/// A page: what its template needs, and the frame round it.
pub(crate) trait Page: Serialize {
    /// File under `templates/`.
    const TEMPLATE: &'static str;

    /// The frame round the page.
    fn frame(&self) -> Frame;
}

/// The name and line of the site, as configured.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SiteNames {
    /// In the header and in titles.
    pub name: String,
    /// One line about it.
    pub tagline: String,
}

/// Draws pages.
pub(crate) struct Renderer {
    environment: Environment<'static>,
}

impl Renderer {
    /// Compiles every template.
    ///
    /// # Errors
    /// A template that is no UTF-8 or does not compile, with its name and line.
    pub(crate) fn new(assets: &Assets, names: &SiteNames) -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let whole_lines = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
        environment.set_syntax(whole_lines);
        environment.add_global("words", Value::from(Serde(WORDS)));
        environment.add_global("site", Value::from(Serde(names)));
        environment.add_global("brand_css", assets.has_brand());
        let addresses = assets.addresses();
        environment.add_function("asset", move |path: &str| {
            addresses.get(path).cloned().ok_or_else(|| {
                let reason = format!("there is no file `{path}` in static/");
                minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, reason)
            })
        });
        for name in Sources::iter() {
            environment.add_template_owned(name.to_string(), source(&name)?)?;
        }
        Ok(Self { environment })
    }

    /// Draws a page.
    ///
    /// # Errors
    /// The template names something that the page does not have.
    pub(crate) fn draw<P: Page>(&self, page: &P) -> Result<String, minijinja::Error> {
        let context = context! { frame => Serde(page.frame()), page => Serde(page) };
        self.environment.get_template(P::TEMPLATE)?.render(context)
    }
}

/// All template texts in one, for the tag that changes when any of them does.
pub(crate) fn all_sources() -> String {
    let mut names: Vec<_> = Sources::iter().collect();
    names.sort();
    names.iter().filter_map(|name| source(name).ok()).collect()
}

fn source(name: &str) -> Result<String, minijinja::Error> {
    use minijinja::{Error, ErrorKind};
    let file = Sources::get(name)
        .ok_or_else(|| Error::new(ErrorKind::TemplateNotFound, format!("no file `{name}`")))?;
    String::from_utf8(file.data.into_owned())
        .map_err(|_| Error::new(ErrorKind::SyntaxError, format!("`{name}` is no UTF-8")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_compiles_and_none_turns_escaping_off() {
        let names = SiteNames { name: "Hallway".into(), tagline: "Talks".into() };
        Renderer::new(&Assets::new(None), &names).expect("templates compile");
        for name in Sources::iter() {
            let text = source(&name).unwrap();
            for banned in ["|safe", "| safe", "autoescape false", "style=", "<style", "onclick="] {
                assert!(!text.contains(banned), "`{name}` holds `{banned}`");
            }
        }
    }

    #[test]
    fn no_page_asks_another_host_for_anything() {
        for name in Sources::iter() {
            let text = source(&name).unwrap();
            for sink in ["src=\"http", "src=\"//", "<iframe", "stylesheet\" href=\"http"] {
                assert!(!text.contains(sink), "`{name}` holds `{sink}`");
            }
        }
    }
}
