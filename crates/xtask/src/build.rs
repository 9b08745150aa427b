//! Building the pages and the two servers.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{
    step::{self, cargo, command, root},
    tools,
};

/// How the pages and servers are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Debug,
    /// Small and fast to run.
    Release,
}

/// A page: what trunk makes of one HTML file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Its name, which is its bin's too.
    pub(crate) name: &'static str,
    /// The HTML file.
    html: &'static str,
    /// Its folder in the folder of all pages, and so its address: trunk empties the folder that it writes to.
    pub(crate) folder: &'static str,
}

/// The pages. The first lies around the others, so it is built before them.
pub(crate) const PAGES: [Page; 2] = [
    Page {
        name: "inbox",
        html: "index.html",
        folder: "",
    },
    Page {
        name: "channels",
        html: "channels.html",
        folder: "channels",
    },
];

impl Page {
    fn build(&self, profile: Profile, pages: &Path) -> Result<()> {
        let mut trunk = command("trunk");
        // Some shells set NO_COLOR=1, which trunk does not take for a boolean.
        trunk
            .env_remove("NO_COLOR")
            .args(["build", self.html, "--dist"])
            .arg(pages.join(self.folder));
        if !self.folder.is_empty() {
            trunk.args(["--public-url", &format!("/{}/", self.folder)]);
        }
        if profile == Profile::Release {
            trunk.arg("--release");
        }
        step::run(&format!("Building the page: {}", self.name), &mut trunk)?;
        Ok(())
    }
}

/// Builds the pages with trunk; the folder with the result.
pub(crate) fn pages(profile: Profile) -> Result<PathBuf> {
    tools::install()?;
    let folder = root().join(match profile {
        Profile::Debug => "target/pages/debug",
        Profile::Release => "target/pages/release",
    });
    for page in &PAGES {
        page.build(profile, &folder)?;
    }
    Ok(folder)
}

/// The two servers.
#[derive(Debug)]
pub(crate) struct Servers {
    /// `tring-proxy`.
    pub(crate) proxy: PathBuf,
    /// `tring-simulator`.
    pub(crate) simulator: PathBuf,
}

/// Builds proxy and simulator.
pub(crate) fn servers(profile: Profile) -> Result<Servers> {
    let mut build = cargo();
    build.args([
        "build",
        "--package",
        "tring-proxy",
        "--package",
        "tring-simulator",
    ]);
    let folder = match profile {
        Profile::Debug => "debug",
        Profile::Release => {
            build.arg("--release");
            "release"
        }
    };
    step::run("Building proxy and simulator", &mut build)?;
    Ok(Servers {
        proxy: program(folder, "tring-proxy"),
        simulator: program(folder, "tring-simulator"),
    })
}

/// Builds the proxy alone, as fast as it can be.
pub(crate) fn fast_proxy() -> Result<PathBuf> {
    let build = ["build", "--release", "--package", "tring-proxy"];
    step::run("Building the proxy", cargo().args(build))?;
    Ok(program("release", "tring-proxy"))
}

/// Where cargo puts a program.
fn program(folder: &str, name: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target
        .join(folder)
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION)
}
