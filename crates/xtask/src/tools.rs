//! What the pages are built with: the wasm target, wasm-bindgen and trunk, in the versions that we pin.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::step::{self, cargo, command, root};

/// The last trunk that builds with the Rust that we support.
const TRUNK: &str = "0.21.14";

/// Installs what is missing, into cargo's own bin.
pub(crate) fn install() -> Result<()> {
    wasm_target()?;
    wasm_bindgen()?;
    trunk()
}

fn wasm_target() -> Result<()> {
    let libraries = output(command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        "wasm32-unknown-unknown",
    ]));
    if libraries.is_some_and(|folder| std::path::Path::new(folder.trim()).exists()) {
        return Ok(());
    }
    if output(command("rustup").arg("--version")).is_none() {
        bail!(
            "The wasm32-unknown-unknown target is missing, and there is no rustup to add it. \
             Install Rust with rustup, or add the target with your system's packages."
        );
    }
    step::run(
        "Adding Rust's wasm target",
        command("rustup").args(["target", "add", "wasm32-unknown-unknown"]),
    )?;
    Ok(())
}

fn wasm_bindgen() -> Result<()> {
    let wanted = locked_version("wasm-bindgen")?;
    let pinned = locked_version_in("tools/webtools/Cargo.lock", "wasm-bindgen-cli")?;
    if wanted != pinned {
        bail!(
            "Cargo.lock has wasm-bindgen {wanted}, tools/webtools/Cargo.lock has {pinned}. They must \
             be equal: change the version in tools/webtools/Cargo.toml."
        );
    }
    let has = |program: &str| {
        output(command(program).arg("--version")).is_some_and(|text| text.contains(&wanted))
    };
    if has("wasm-bindgen") && has("wasm-bindgen-test-runner") {
        return Ok(());
    }
    step::run(
        &format!("Building wasm-bindgen {wanted} (once, about 2 minutes)"),
        cargo()
            .args(["install", "--locked", "--force", "--path"])
            .arg(root().join("tools/webtools")),
    )?;
    Ok(())
}

fn trunk() -> Result<()> {
    if output(command("trunk").arg("--version")).is_some_and(|text| text.contains(TRUNK)) {
        return Ok(());
    }
    step::run(
        &format!("Building trunk {TRUNK} (once, about 4 minutes)"),
        quick_install().args(["trunk", "--version", TRUNK, "--no-default-features"]),
    )?;
    Ok(())
}

/// Firefox's driver for the tests in the browser; where it is.
///
/// Not in cargo's own bin: the test runner takes whatever driver it finds there, and Chromium's turn comes too.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    const VERSION: &str = "0.37.1";
    let folder = cargo_home()?.join("webdrivers");
    let program = folder.join("bin/geckodriver");
    if output(Command::new(&program).arg("--version")).is_some_and(|text| text.contains(VERSION)) {
        return Ok(program);
    }
    step::run(
        &format!("Building geckodriver {VERSION} (once, about 2 minutes)"),
        quick_install()
            .args(["geckodriver", "--version", VERSION, "--root"])
            .arg(&folder),
    )?;
    Ok(program)
}

fn cargo_home() -> Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("There is no home folder to keep tools in. Set CARGO_HOME.")
}

/// `cargo install`, with a profile for a tool that is built here instead of downloaded.
fn quick_install() -> Command {
    let mut install = cargo();
    install
        .args(["install", "--locked", "--force"])
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_STRIP", "true");
    install
}

/// What `command` prints, if it can be run and succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

fn locked_version(package: &str) -> Result<String> {
    locked_version_in("Cargo.lock", package)
}

fn locked_version_in(file: &str, package: &str) -> Result<String> {
    let text = std::fs::read_to_string(root().join(file))
        .with_context(|| format!("{file} cannot be read"))?;
    let name = format!("name = \"{package}\"");
    let mut lines = text.lines().skip_while(|line| *line != name);
    lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .with_context(|| format!("{file} has no {package}"))
}
