//! Independent clients in Python against our servers.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    browsers,
    build::{self, Profile},
    report::{self, Count},
    step::{self, command, root},
    trial::Trial,
};

/// Drives the simulator's Meta dialect with pywa, somebody else's client and webhook parser.
pub(crate) fn pywa() -> Result<Count> {
    let python = environment("pywa")?;
    let servers = build::servers(Profile::Debug)?;
    let output = step::run(
        "pywa against the simulator",
        command(&python.to_string_lossy())
            .current_dir(root().join("tests/pywa"))
            .args(["-m", "unittest"])
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("TRING_SIMULATOR", servers.simulator),
    )?;
    Ok(report::unittest(&output))
}

/// Sends what the API's description allows, and what it does not, to a running proxy.
pub(crate) fn schemathesis() -> Result<Count> {
    let python = environment("schemathesis")?;
    let mut trial = Trial::start(&["--api-requests-per-minute", "1000000"])?;
    let token = trial.token()?;
    let mut output = String::new();
    let passed = step::attempt(
        "schemathesis against the proxy",
        command(&python.to_string_lossy())
            .current_dir(root().join("tests/schemathesis"))
            .args(["-m", "schemathesis.cli", "run"])
            .arg(format!("{}/api/openapi.json", trial.url()))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("TRING_URL", trial.url())
            .env("TRING_TOKEN", token),
        &mut output,
    );
    // It may have found the request that ends the proxy.
    trial.check()?;
    passed?;
    Ok(report::schemathesis(&output))
}

/// The interpreter of a virtual environment that has what `tests/{name}/requirements.txt` names.
fn environment(name: &str) -> Result<PathBuf> {
    browsers::install_packages(&[("/usr/bin/python3", "python3-venv")])?;
    let folder = root().join("target/python").join(name);
    let python = folder.join("bin/python");
    if !python.exists() {
        step::run(
            "Making a Python environment",
            command("python3").args(["-m", "venv"]).arg(&folder),
        )?;
    }
    step::run(
        "Installing Python packages",
        command(&python.to_string_lossy())
            .args(["-m", "pip", "install", "--quiet"])
            .args(["--disable-pip-version-check", "--requirement"])
            .arg(root().join("tests").join(name).join("requirements.txt")),
    )?;
    Ok(python)
}
