//! Parameters that may be repeated, of addresses and of forms alike. Checks no value.

use serde::Deserialize;

/// Names and values as they came.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// The last value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let is_named = |(it, _): &&(String, String)| it == name;
        self.0.iter().rfind(is_named).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter that may be repeated, or hold several with commas between.
    pub(crate) fn listed(&self, name: &str) -> Vec<String> {
        let words = self.all(name).flat_map(|value| value.split(','));
        words.map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_repeated_or_have_commas() {
        let own = |pair: &(&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
        let given = [("talks", "a,b"), ("q", "x,y"), ("talks", " c,,"), ("q", "z")];
        let pairs = Pairs(given.iter().map(own).collect());
        assert_eq!(pairs.listed("talks"), ["a", "b", "c"]);
        assert_eq!(pairs.value("q"), Some("z"));
        assert_eq!(pairs.value("none"), None);
    }
}
