//! The file with the keys, beside the database: one a line, the newest first. Readable for its owner alone.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

use super::{SealError, key::Key};

/// Its name in the data directory.
pub const FILE_NAME: &str = "credentials.key";

/// The keys in the file; `None` where there is no file.
///
/// More than one is there only while everything is sealed anew.
pub(super) fn read(path: &Path) -> Result<Option<Vec<Key>>, SealError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(failed(path, source)),
    };
    refuse_open_to_others(&file, path)?;
    let mut text = String::new();
    file.read_to_string(&mut text)
        .map_err(|source| failed(path, source))?;
    let text = SecretString::from(text);
    let keys: Option<Vec<Key>> = text
        .expose_secret()
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(Key::parse)
        .collect();
    match keys {
        Some(keys) if !keys.is_empty() => Ok(Some(keys)),
        Some(_) | None => Err(SealError::NotAKey {
            path: path.display().to_string(),
        }),
    }
}

/// Replaces the file as a whole: whatever happens, there is the old one or the new one. The caller holds the
/// database's write lock, so that there is one writer.
pub(super) fn write(path: &Path, keys: &[Key]) -> Result<(), SealError> {
    let name = format!("{FILE_NAME}.{}", hex::encode(rand::random::<[u8; 8]>()));
    let fresh = path.with_file_name(name);
    let written = write_new(&fresh, keys).and_then(|()| std::fs::rename(&fresh, path));
    if let Err(source) = written {
        // Nothing can be done about what cannot be removed either.
        let _ = std::fs::remove_file(&fresh);
        return Err(failed(path, source));
    }
    sync_directory(path).map_err(|source| failed(path, source))
}

fn write_new(path: &PathBuf, keys: &[Key]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    for key in keys {
        writeln!(file, "{}", key.to_text().expose_secret())?;
    }
    file.sync_all()
}

/// A rename is on the disk only when its directory is.
fn sync_directory(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(directory) if cfg!(unix) => File::open(directory)?.sync_all(),
        Some(_) | None => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_open_to_others(file: &File, path: &Path) -> Result<(), SealError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file
        .metadata()
        .map_err(|source| failed(path, source))?
        .permissions()
        .mode();
    if matches!(mode & 0o777, 0o600 | 0o400) {
        return Ok(());
    }
    Err(SealError::OpenToOthers {
        path: path.display().to_string(),
    })
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere the directory's own rules hold"
)]
fn refuse_open_to_others(_: &File, _: &Path) -> Result<(), SealError> {
    Ok(())
}

fn failed(path: &Path, source: io::Error) -> SealError {
    SealError::File {
        path: path.display().to_string(),
        source,
    }
}
