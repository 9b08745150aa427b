//! Steps: a line that says what is being done, the command, and the time that it took.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, bail};

/// The top level of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("crates/xtask to lie two levels down")
        .to_owned()
}

/// A command in the repository's top level.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    let mut command = command(&env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    // Set for us by `cargo xtask`; another cargo would take it for its own.
    command.env_remove("CARGO_MANIFEST_DIR");
    command
}

/// Says `what`, runs `work`, says how long it took.
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("→ {what}");
    let started = Instant::now();
    let result = work();
    let seconds = started.elapsed().as_secs_f32();
    let mark = if result.is_ok() { "✓" } else { "✗" };
    println!("{mark} {what}: {seconds:.1} s");
    result
}

/// Runs `command` as a step, passing its output through.
pub(crate) fn run(what: &str, command: &mut Command) -> Result<String> {
    let mut output = String::new();
    attempt(what, command, &mut output)?;
    Ok(output)
}

/// The same for a command whose output counts even where it fails: it is added to `output`.
pub(crate) fn attempt(what: &str, command: &mut Command, output: &mut String) -> Result<()> {
    timed(what, || passing_through(command, output))
}

/// Runs `command`, shows its output as it comes, and adds it to `all`.
fn passing_through(command: &mut Command, all: &mut String) -> Result<()> {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let name = program.to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{name}` could not be started. Is it installed?"))?;
    let errors = child.stderr.take().expect("stderr to be piped");
    let errors = thread::spawn(move || copy(errors, std::io::stderr()));
    let output = copy(
        child.stdout.take().expect("stdout to be piped"),
        std::io::stdout(),
    );
    let errors = errors.join().unwrap_or_default();
    let status = child.wait()?;
    all.push_str(&output);
    all.push_str(&errors);
    if !status.success() {
        bail!("{}", explained(&name, all));
    }
    Ok(())
}

fn copy(from: impl Read, mut to: impl Write) -> String {
    let mut all = String::new();
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        // Whoever reads our output may have gone; the command goes on all the same.
        let _ = writeln!(to, "{line}");
        all.push_str(&line);
        all.push('\n');
    }
    all
}

/// One clear sentence with the remedy, where we know the cause.
fn explained(name: &str, output: &str) -> String {
    const NO_NETWORK: [&str; 5] = [
        "Could not resolve host",
        "failed to download",
        "Couldn't connect to server",
        "error sending request",
        "getaddrinfo",
    ];
    if NO_NETWORK.iter().any(|sign| output.contains(sign)) {
        return "The download failed. Check the network connection, then run the same command again; \
                what was already downloaded is kept."
            .to_owned();
    }
    if output.contains("No space left on device") || output.contains("ENOSPC") {
        return "The disk is full. Free some space, then run the same command again.".to_owned();
    }
    if output.contains("linker `cc` not found") {
        return "There is no C compiler. Install one (Debian: `apt-get install build-essential`), \
                then run the same command again."
            .to_owned();
    }
    format!("`{name}` failed; its own words are above.")
}
