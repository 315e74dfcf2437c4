//! Where the folders that come with the program are: in the clone, beside a copied binary, or in
//! the source it was built from.

use std::path::{Path, PathBuf};

/// The absolute path of a folder that ships with the program.
///
/// A path other than the default is taken as it is. The default is looked for under `base`, then
/// beside the executable, then in the folder the program was built from, so that an installed or
/// copied binary runs too; when it is nowhere, the first place is given, for the error to name.
pub(super) fn find_shipped(base: &Path, typed: Option<PathBuf>, default: &str) -> PathBuf {
    let relative = typed.unwrap_or_else(|| default.into());
    let wanted = base.join(&relative);
    if relative != Path::new(default) || wanted.is_dir() {
        return wanted;
    }
    let executable = std::env::current_exe().ok();
    let beside = executable.as_deref().and_then(Path::parent).map(|dir| dir.join(default));
    let built_from = Path::new(env!("CARGO_MANIFEST_DIR")).join(default);
    beside.into_iter().chain([built_from]).find(|dir| dir.is_dir()).unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_default_is_looked_for_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        // `src` stands in for a shipped folder: it is in the crate and not beside the tests.
        let built_from = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert_eq!(find_shipped(base, None, "src"), built_from);
        assert_eq!(find_shipped(base, Some("src".into()), "src"), built_from);
        assert_eq!(find_shipped(base, Some("tests".into()), "src"), base.join("tests"));
        assert_eq!(find_shipped(base, None, "nowhere"), base.join("nowhere"));
        std::fs::create_dir(base.join("src")).unwrap();
        assert_eq!(find_shipped(base, None, "src"), base.join("src"));
    }
}
