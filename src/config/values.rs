//! Values that are checked as they are read, so that the reader's error points at their line.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// A whole number from `MIN`, 1 where nothing else is said, to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count<const MAX: u16, const MIN: u16 = 1>(u16);

impl<const MAX: u16, const MIN: u16> Count<MAX, MIN> {
    pub(super) fn get(self) -> usize {
        self.0.into()
    }
}

impl<'de, const MAX: u16, const MIN: u16> Deserialize<'de> for Count<MAX, MIN> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(CountVisitor::<MAX, MIN>)
    }
}

struct CountVisitor<const MAX: u16, const MIN: u16>;

impl<const MAX: u16, const MIN: u16> Visitor<'_> for CountVisitor<MAX, MIN> {
    type Value = Count<MAX, MIN>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {MIN} to {MAX}")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        let in_range = u16::try_from(number).ok().filter(|n| (MIN..=MAX).contains(n));
        in_range.map(Count).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }
}

/// An address to listen on, `HOST:PORT`; port 0 takes any free one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct BindAddress(String);

impl BindAddress {
    /// As written; `TcpListener::bind` takes it, names of hosts included.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for BindAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (host, port) = text.rsplit_once(':').unwrap_or_default();
        let bracketed = host.starts_with('[') && host.ends_with(']');
        let host_is_usable = !host.is_empty() && (bracketed || !host.contains(':'));
        if host_is_usable && port.parse::<u16>().is_ok() {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("`{text}` is not an address, wanted `HOST:PORT` such as `127.0.0.1:8080`"))
    }
}

impl fmt::Display for BindAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BindAddress {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The public address of the site, `http` or `https`, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct BaseUrl(String);

impl BaseUrl {
    /// As written, less a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let usable = |rest: &str| {
            let host = rest.split('/').next().unwrap_or_default();
            let odd = |c: char| c.is_whitespace() || c.is_control() || "?#\"'<>\\".contains(c);
            !host.is_empty() && !rest.contains(odd)
        };
        if rest.is_some_and(usable) {
            return Ok(Self(text.trim_end_matches('/').to_owned()));
        }
        Err(format!(
            "`{text}` is not a web address, wanted one such as `https://talks.example.org`"
        ))
    }
}

/// A colour, `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Accent(String);

impl Accent {
    /// As written, lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Accent {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(Self(text.to_lowercase()));
        }
        Err(format!("`{text}` is not a colour, wanted one such as `#2563eb`"))
    }
}

/// A line of text to show: not empty, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Line(String);

impl From<Line> for String {
    fn from(line: Line) -> Self {
        line.0
    }
}

impl TryFrom<String> for Line {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.contains(char::is_control) {
            return Err(format!("`{}` is not one line of text", trimmed.escape_debug()));
        }
        Ok(Self(trimmed.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_need_a_host_and_a_port() {
        let reads = |text: &str| text.parse::<BindAddress>().is_ok();
        for good in ["127.0.0.1:8080", "[::1]:0", "localhost:80", "0.0.0.0:65535"] {
            assert!(reads(good), "{good}");
        }
        for bad in ["", "8080", ":8080", "::1:80", "host:", "host:65536", "host:http"] {
            assert!(!reads(bad), "{bad}");
        }
    }

    #[test]
    fn web_addresses_lose_their_last_slash_and_carry_nothing_odd() {
        let read = |text: &str| BaseUrl::try_from(text.to_owned()).map(|url| url.0);
        assert_eq!(read("https://talks.example.org/").unwrap(), "https://talks.example.org");
        assert_eq!(read("http://localhost:8080/a").unwrap(), "http://localhost:8080/a");
        for bad in
            ["talks.example.org", "ftp://a", "https://", "https:///a", "http://a?b", "http://a\"b"]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn colours_and_lines() {
        assert_eq!(Accent::try_from("#2563EB".to_owned()).unwrap().as_str(), "#2563eb");
        assert!(Accent::try_from("#25é3e".to_owned()).is_err());
        assert!(Line::try_from(" \u{1b}[31m ".to_owned()).is_err());
        assert_eq!(String::from(Line::try_from(" a b ".to_owned()).unwrap()), "a b");
    }
}
