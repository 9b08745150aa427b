//! A sound server of our own, whose speaker is a hole: Firefox runs no audio graph without one.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// A running sound server. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Sound {
    child: Child,
    folder: PathBuf,
}

impl Sound {
    /// Starts the server and waits until it can be reached.
    pub(crate) fn start() -> Result<Self> {
        let folder = env::temp_dir().join(format!("tring-sound-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let child = Command::new("pulseaudio")
            .args([
                "--daemonize=no",
                "--use-pid-file=no",
                "--exit-idle-time=-1",
                "-n",
            ])
            .args(["-L", "module-null-sink"])
            .arg("-L")
            .arg(format!(
                "module-native-protocol-unix auth-anonymous=1 socket={}",
                socket(&folder).display()
            ))
            .env("XDG_RUNTIME_DIR", &folder)
            .env("HOME", &folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("pulseaudio could not be started.")?;
        let sound = Self { child, folder };
        let started = Instant::now();
        while !socket(&sound.folder).exists() {
            if started.elapsed() > Duration::from_secs(10) {
                bail!("pulseaudio did not begin within 10 s.");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(sound)
    }

    /// What `PULSE_SERVER` has to say.
    pub(crate) fn address(&self) -> String {
        format!("unix:{}", socket(&self.folder).display())
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        // It is of no use to anybody else; whatever these say, there is nothing more to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("native")
}
