//! Building the pages and the two servers.

use std::path::PathBuf;

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

/// Builds the pages with trunk; the folder with the result.
pub(crate) fn pages(profile: Profile) -> Result<PathBuf> {
    tools::install()?;
    let folder = root().join(match profile {
        Profile::Debug => "target/pages/debug",
        Profile::Release => "target/pages/release",
    });
    let mut trunk = command("trunk");
    // Some shells set NO_COLOR=1, which trunk does not take for a boolean.
    trunk
        .env_remove("NO_COLOR")
        .arg("build")
        .arg("--dist")
        .arg(&folder);
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    step::run("Building the pages", &mut trunk)?;
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
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let program = |name: &str| {
        target
            .join(folder)
            .join(name)
            .with_extension(std::env::consts::EXE_EXTENSION)
    };
    Ok(Servers {
        proxy: program("tring-proxy"),
        simulator: program("tring-simulator"),
    })
}
