//! Which texts are addresses of the web; opens none.

/// Whether this is an absolute `http` or `https` address, fit to be kept and written as a link.
pub fn is_web(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_of_the_web_are_links() {
        assert!(is_web("https://a.example/b?c") && is_web("http://a.example"));
        for other in ["", "a.example", "javascript:alert(1)", "ftp://a.example", "https://a b"] {
            assert!(!is_web(other), "{other}");
        }
    }
}
