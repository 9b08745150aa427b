//! Programs that tests need, the browsers and Firefox's sound server above all: Debian's packages where we are root there,
//! else a sentence.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{
    step::{self, command},
    tools::output,
};

/// What has to be there, and the package that brings it.
const PROGRAMS: [(&str, &str); 6] = [
    ("/usr/bin/chromium", "chromium"),
    ("/usr/bin/chromedriver", "chromium-driver"),
    ("/usr/bin/firefox-esr", "firefox-esr"),
    ("/usr/bin/pulseaudio", "pulseaudio"),
    // The guide for integrators is run as it stands.
    ("/usr/bin/curl", "curl"),
    ("/usr/bin/jq", "jq"),
];

/// Installs the browsers that are missing.
pub(crate) fn install() -> Result<()> {
    install_packages(&PROGRAMS)
}

/// Installs the packages of those `programs` that are missing.
pub(crate) fn install_packages(programs: &[(&str, &str)]) -> Result<()> {
    let missing: Vec<_> = programs
        .iter()
        .filter(|(path, _)| !Path::new(path).exists())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let is_root = output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if !is_root || !Path::new("/usr/bin/apt-get").exists() {
        bail!(
            "The tests need {}. Install them (Debian: `sudo apt-get install {}`), then run the same command again.",
            missing.join(", "),
            missing.join(" ")
        );
    }
    step::run(
        "Reading Debian's package lists",
        command("apt-get").arg("update"),
    )?;
    step::run(
        &format!("Installing {}", missing.join(", ")),
        command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "--yes", "--no-install-recommends"])
            .args(&missing),
    )?;
    Ok(())
}
