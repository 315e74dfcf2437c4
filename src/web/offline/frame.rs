//! Takes a drawn page apart: its title and what stands in its main part. Reads only pages of ours,
//! in which `<` of a record is always escaped.

/// What of a page differs from those around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// The whole window title, as HTML.
    pub title: &'a str,
    /// The addresses of its style sheets.
    pub sheets: Vec<String>,
    /// Inside of the main part.
    pub main: &'a str,
}

/// The parts of a page; `None` for what is no page of ours.
pub(super) fn parts(html: &str) -> Option<Parts<'_>> {
    let (head, body) = html.split_once("<main ")?;
    let (_, title) = head.split_once("<title>")?;
    let (title, _) = title.split_once("</title>")?;
    let (_, main) = body.split_once('>')?;
    let (main, _) = main.rsplit_once("</main>")?;
    let sheets = files(head).into_iter().filter(|address| address.contains(".css")).collect();
    Some(Parts { title, sheets, main: main.trim() })
}

/// The addresses of this site's own files that a page names.
pub(super) fn files(html: &str) -> Vec<String> {
    // Templates escape slashes.
    let html = html.replace("&#x2f;", "/");
    let mut files: Vec<String> = Vec::new();
    for start in ["href=\"/static/", "src=\"/static/"] {
        for (at, _) in html.match_indices(start) {
            let address = html[at..].split('"').nth(1).unwrap_or_default().to_owned();
            if !files.contains(&address) {
                files.push(address);
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_comes_apart_into_title_and_main() {
        let page = "<!doctype html><title>A &lt;b&gt; · Hallway</title><link href=\"&#x2f;static&#x2f;a.css?v=1\">\
            <body><header></header><main id=\"main\" tabindex=\"-1\">\n<h1>A</h1>\n</main><footer>";
        let expected = Parts {
            title: "A &lt;b&gt; · Hallway",
            sheets: vec!["/static/a.css?v=1".to_owned()],
            main: "<h1>A</h1>",
        };
        assert_eq!(parts(page), Some(expected));
        assert_eq!(files(page), ["/static/a.css?v=1"]);
        assert_eq!(parts("{\"error\": 1}"), None);
    }
}
