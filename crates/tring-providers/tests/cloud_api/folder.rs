//! A folder of sample payloads.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

/// `tests/fixtures/{name}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Folder(pub(crate) &'static str);

impl Folder {
    fn path(self) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(self.0)
    }

    pub(crate) fn bytes(self, name: &str) -> Vec<u8> {
        fs::read(self.path().join(name)).unwrap_or_else(|cause| panic!("fixture {name}: {cause}"))
    }

    pub(crate) fn json(self, name: &str) -> Value {
        serde_json::from_slice(&self.bytes(name))
            .unwrap_or_else(|cause| panic!("fixture {name}: {cause}"))
    }

    /// The names of all sample payloads.
    pub(crate) fn names(self) -> BTreeSet<String> {
        fs::read_dir(self.path())
            .expect("the folder of fixtures to exist")
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.into_string().expect("a name in UTF-8"))
            .filter(|name| name != "README.md")
            .collect()
    }

    /// The names that begin like this, at least one.
    pub(crate) fn beginning_with(self, prefix: &str) -> Vec<String> {
        let found: Vec<_> = self
            .names()
            .into_iter()
            .filter(|name| name.starts_with(prefix))
            .collect();
        assert!(!found.is_empty(), "no fixture begins with {prefix}");
        found
    }

    /// Fails unless `README.md` has a source for every file.
    pub(crate) fn check_sources(self) {
        let readme = String::from_utf8(self.bytes("README.md")).expect("text");
        for name in self.names() {
            assert!(
                readme.contains(&format!("| `{name}` |")),
                "{name} has no source"
            );
        }
    }
}
