//! Expands kernel files: includes, names with values, conditions and repeated lines. It knows these
//! directives and nothing of WGSL; which names a variant sets is decided in `kernels.rs`.
//!
//! - `#include "file"` puts the file's expansion in place of the line.
//! - `#define NAME value` gives `NAME` a value, unless it has one: a file states its default, and
//!   the variant's key wins. Where `NAME` stands as a whole word outside a `//` comment it becomes
//!   the value, which is not scanned again.
//! - `#ifdef NAME`, `#else`, `#endif` keep lines by whether `NAME` has a value; they nest.
//! - `#for i COUNT`, `#endfor` repeat lines with `$i` as 0 up to the number before `COUNT` (digits,
//!   or a name with such a value). `$i` is replaced inside words too, so that `sum$i` names one
//!   variable a round: arrays would end in memory where compilers do not unroll. They nest.
//!
//! Numbers that WGSL accepts as `override` constants are not expanded here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::ComputeError;

/// Most rounds of a `#for`: no kernel needs more, and a mistake must not fill the memory.
const MOST_ROUNDS: usize = 64;

/// Names and their values.
pub(super) type Defines = BTreeMap<String, String>;

/// Expands the file `name`; `find` gives the text of a file.
///
/// # Errors
/// A file that does not exist or includes itself, an unknown directive, or an `#else` or `#endif`
/// with nothing to close, each with file and line.
pub(super) fn expand<'a>(
    name: &str,
    defines: Defines,
    find: &dyn Fn(&str) -> Option<&'a str>,
) -> Result<String, ComputeError> {
    let mut expander =
        Expander { find, defines, rounds: Vec::new(), open: Vec::new(), output: String::new() };
    expander
        .file(name)
        .map_err(|reason| ComputeError::Kernel { kernel: name.to_owned(), reason })?;
    Ok(expander.output)
}

struct Expander<'find, 'text> {
    find: &'find dyn Fn(&str) -> Option<&'text str>,
    defines: Defines,
    /// Counters of the `#for`s around the line, with their values.
    rounds: Vec<(String, usize)>,
    /// The files being read, outermost first.
    open: Vec<String>,
    output: String,
}

/// An `#ifdef` that is still open.
struct Condition {
    /// Whether the lines around it are kept.
    outer: bool,
    /// Whether its own lines are, for now.
    kept: bool,
    /// Whether its `#else` has been seen.
    inverted: bool,
}

impl Expander<'_, '_> {
    fn file(&mut self, name: &str) -> Result<(), String> {
        if self.open.iter().any(|open| open == name) {
            return Err(format!("`{name}` includes itself"));
        }
        let text = (self.find)(name).ok_or_else(|| format!("there is no file `{name}`"))?;
        self.open.push(name.to_owned());
        let lines: Vec<_> = text.lines().enumerate().collect();
        self.lines(name, &lines)?;
        self.open.pop();
        Ok(())
    }

    /// Expands lines in which every condition and repetition that is opened is closed.
    fn lines(&mut self, name: &str, lines: &[(usize, &str)]) -> Result<(), String> {
        let mut conditions = Vec::new();
        let mut next = 0;
        while let Some(&(index, line)) = lines.get(next) {
            next += 1;
            if let Some(head) = repetition(line) {
                let length = body_length(&lines[next..])
                    .ok_or_else(|| at_line(name, index + 1, "`#for` without `#endfor`"))?;
                if is_kept(&conditions) {
                    let (counter, count) =
                        self.round(&head).map_err(|reason| at_line(name, index + 1, &reason))?;
                    self.repeat(name, counter, count, &lines[next..next + length])?;
                }
                next += length + 1;
                continue;
            }
            self.line(line, &mut conditions).map_err(|reason| at_line(name, index + 1, &reason))?;
        }
        if conditions.is_empty() {
            return Ok(());
        }
        Err(format!("`{name}` ends inside an `#ifdef`"))
    }

    fn repeat(
        &mut self,
        name: &str,
        counter: String,
        count: usize,
        body: &[(usize, &str)],
    ) -> Result<(), String> {
        for value in 0..count {
            self.rounds.push((counter.clone(), value));
            self.lines(name, body)?;
            self.rounds.pop();
        }
        Ok(())
    }

    /// The counter of a `#for`, and how often it goes round.
    fn round(&self, head: &str) -> Result<(String, usize), String> {
        let (counter, count) = head.split_once(char::is_whitespace).unwrap_or((head, ""));
        check_name(counter)?;
        let count = count.trim();
        let digits = self.defines.get(count).map_or(count, String::as_str);
        match digits.parse() {
            Ok(rounds) if rounds <= MOST_ROUNDS => Ok((counter.to_owned(), rounds)),
            _ => Err(format!("`{count}` is no number of rounds")),
        }
    }

    fn line(&mut self, line: &str, conditions: &mut Vec<Condition>) -> Result<(), String> {
        if let Some(directive) = line.trim_start().strip_prefix('#') {
            return self.directive(before_comment(directive).trim(), conditions);
        }
        if is_kept(conditions) {
            let line = count_rounds(line, &self.rounds);
            let line = substitute(&line, &self.defines);
            self.output.push_str(&line);
            self.output.push('\n');
        }
        Ok(())
    }

    fn directive(&mut self, text: &str, conditions: &mut Vec<Condition>) -> Result<(), String> {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "ifdef" => self.open_condition(rest, conditions),
            "else" => invert(conditions),
            "endif" => {
                conditions.pop().map(|_| ()).ok_or_else(|| "`#endif` without `#ifdef`".to_owned())
            }
            "endfor" => Err("`#endfor` without `#for`".to_owned()),
            "include" | "define" if !is_kept(conditions) => Ok(()),
            "include" => self.include(rest),
            "define" => self.define(rest),
            _ => Err(format!("unknown directive `#{word}`")),
        }
    }

    fn open_condition(&self, name: &str, open: &mut Vec<Condition>) -> Result<(), String> {
        check_name(name)?;
        let outer = is_kept(open);
        let kept = outer && self.defines.contains_key(name);
        open.push(Condition { outer, kept, inverted: false });
        Ok(())
    }

    fn include(&mut self, quoted: &str) -> Result<(), String> {
        let name = quoted
            .strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
            .ok_or_else(|| format!("`#include` takes a quoted file name, not `{quoted}`"))?;
        self.file(name)
    }

    fn define(&mut self, text: &str) -> Result<(), String> {
        let (name, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        check_name(name)?;
        self.defines.entry(name.to_owned()).or_insert_with(|| value.trim().to_owned());
        Ok(())
    }
}

/// What follows `#for` on such a line.
fn repetition(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("#for")?;
    let head = rest.strip_prefix(char::is_whitespace).or(rest.is_empty().then_some(""))?;
    Some(before_comment(head).trim().to_owned())
}

/// Lines before the `#endfor` that closes the `#for` just read.
fn body_length(lines: &[(usize, &str)]) -> Option<usize> {
    let mut open = 1;
    lines.iter().position(|(_, line)| {
        open += usize::from(repetition(line).is_some());
        open -= usize::from(before_comment(line).trim() == "#endfor");
        open == 0
    })
}

/// Puts numbers in the place of the counters, which stand behind a `$`.
fn count_rounds<'line>(line: &'line str, rounds: &[(String, usize)]) -> Cow<'line, str> {
    if rounds.is_empty() || !line.contains('$') {
        return Cow::Borrowed(line);
    }
    let set = |line: String, (name, value): &(String, usize)| {
        line.replace(&format!("${name}"), &value.to_string())
    };
    // The innermost first: it hides an outer counter of the same name.
    Cow::Owned(rounds.iter().rev().fold(line.to_owned(), set))
}

fn at_line(file: &str, line: usize, reason: &str) -> String {
    format!("{file}:{line}: {reason}")
}

fn is_kept(conditions: &[Condition]) -> bool {
    conditions.last().is_none_or(|condition| condition.kept)
}

fn invert(conditions: &mut [Condition]) -> Result<(), String> {
    match conditions.last_mut() {
        Some(last) if !last.inverted => {
            last.kept = last.outer && !last.kept;
            last.inverted = true;
            Ok(())
        }
        Some(_) => Err("a second `#else` for one `#ifdef`".to_owned()),
        None => Err("`#else` without `#ifdef`".to_owned()),
    }
}

fn check_name(name: &str) -> Result<(), String> {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts_well && name.chars().all(is_word) {
        return Ok(());
    }
    Err(format!("`{name}` is not a name"))
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn before_comment(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

/// Replaces whole words that have a value, up to a `//` comment.
fn substitute(line: &str, defines: &Defines) -> String {
    let (mut code, comment) = line.split_at(before_comment(line).len());
    let mut output = String::with_capacity(line.len());
    while !code.is_empty() {
        let word_end = code.find(|c| !is_word(c)).unwrap_or(code.len());
        let (word, rest) = code.split_at(word_end);
        output.push_str(defines.get(word).map_or(word, String::as_str));
        let gap_end = rest.find(is_word).unwrap_or(rest.len());
        let (gap, rest) = rest.split_at(gap_end);
        output.push_str(gap);
        code = rest;
    }
    output + comment
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expand_files(files: &[(&str, &str)], defines: &[(&str, &str)]) -> Result<String, String> {
        let defines = defines.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect();
        let find = |name: &str| files.iter().find(|file| file.0 == name).map(|file| file.1);
        expand("main", defines, &find).map_err(|error| error.to_string())
    }

    fn reason(text: &str) -> String {
        expand_files(&[("main", text), ("loop", "#include \"main\"")], &[]).unwrap_err()
    }

    #[test]
    fn files_are_included_where_they_are_named() {
        let files = [("main", "a\n#include \"part\" // why\nb"), ("part", "p")];
        assert_eq!(expand_files(&files, &[]).unwrap(), "a\np\nb\n");
    }

    #[test]
    fn the_key_wins_over_a_files_default() {
        let files = [("main", "#define N 4\nlet n = N;")];
        assert_eq!(expand_files(&files, &[]).unwrap(), "let n = 4;\n");
        assert_eq!(expand_files(&files, &[("N", "8")]).unwrap(), "let n = 8;\n");
    }

    #[test]
    fn only_whole_words_outside_comments_are_replaced() {
        let files = [("main", "N NN N2 2N _N x.N N// N\n//N")];
        let expected = "7 NN N2 2N _N x.7 7// N\n//N\n";
        assert_eq!(expand_files(&files, &[("N", "7")]).unwrap(), expected);
    }

    #[test]
    fn values_are_not_scanned_again() {
        let files = [("main", "A B")];
        assert_eq!(expand_files(&files, &[("A", "B"), ("B", "A")]).unwrap(), "B A\n");
    }

    #[test]
    fn conditions_nest_and_dropped_lines_have_no_effect() {
        let text = "#ifdef A\n#ifdef B\nab\n#else\na\n#endif\n#else\n#define C 1\n\
                    #include \"nowhere\"\n#ifdef B\nb\n#endif\n#endif\nC";
        let files = [("main", text)];
        assert_eq!(expand_files(&files, &[("A", "")]).unwrap(), "a\nC\n");
        assert_eq!(expand_files(&files, &[("A", ""), ("B", "")]).unwrap(), "ab\nC\n");
        let unset = expand_files(&files, &[]).unwrap_err();
        assert!(unset.ends_with("main:9: there is no file `nowhere`"), "{unset}");
    }

    #[test]
    fn lines_are_repeated_with_their_number() {
        let text = "#for r ROWS\n#for c 2\na$r_$c = N$r + $r;\n#endfor\n#endfor\n$r";
        let found = expand_files(&[("main", text)], &[("ROWS", "2"), ("N", "9")]).unwrap();
        let expected = "a0_0 = N0 + 0;\na0_1 = N0 + 0;\na1_0 = N1 + 1;\na1_1 = N1 + 1;\n$r\n";
        assert_eq!(found, expected);
        let dropped = "#ifdef A\n#for i N\n#endfor\n#endif\n#for i 0\nx\n#endfor";
        assert_eq!(expand_files(&[("main", dropped)], &[]).unwrap(), "");
    }

    #[test]
    fn mistakes_are_reported_with_file_and_line() {
        let cases = [
            ("x\n#endif", "main:2: `#endif` without `#ifdef`"),
            ("#else", "main:1: `#else` without `#ifdef`"),
            ("#ifdef A\n#else\n#else", "main:3: a second `#else` for one `#ifdef`"),
            ("#ifdef A", "`main` ends inside an `#ifdef`"),
            ("x\n#endfor", "main:2: `#endfor` without `#for`"),
            ("#for i 2\n#for j 2\n#endfor", "main:1: `#for` without `#endfor`"),
            ("#for i N\n#endfor", "main:1: `N` is no number of rounds"),
            ("#for i 65\n#endfor", "main:1: `65` is no number of rounds"),
            ("#for 2 2\n#endfor", "main:1: `2` is not a name"),
            ("#for i 1\n#ifdef A\n#endfor\n#endif", "`main` ends inside an `#ifdef`"),
            ("#pragma once", "main:1: unknown directive `#pragma`"),
            ("#ifdef", "main:1: `` is not a name"),
            ("#define 2N 1", "main:1: `2N` is not a name"),
            ("#include part", "main:1: `#include` takes a quoted file name, not `part`"),
            ("#include \"loop\"", "main:1: loop:1: `main` includes itself"),
        ];
        for (text, expected) in cases {
            let reason = reason(text);
            assert!(reason.ends_with(expected), "{reason}");
        }
    }

    proptest! {
        #[test]
        fn text_without_directives_is_kept(lines in prop::collection::vec("[^#\r\n]{0,40}", 0..8)) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            prop_assert_eq!(expand_files(&[("main", &text)], &[]).unwrap(), text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "(#(ifdef|else|endif|define|include|for|endfor)? ?[A-Z\" ]{0,4}\n|.{0,9}\n){0,12}") {
            let _ = expand_files(&[("main", &text)], &[("A", "1")]);
        }

        #[test]
        fn a_condition_keeps_exactly_one_side(set in any::<bool>()) {
            let defines: &[_] = if set { &[("A", "")] } else { &[] };
            let files = [("main", "#ifdef A\nyes\n#else\nno\n#endif")];
            let expected = if set { "yes\n" } else { "no\n" };
            prop_assert_eq!(expand_files(&files, defines).unwrap(), expected);
        }
    }
}
