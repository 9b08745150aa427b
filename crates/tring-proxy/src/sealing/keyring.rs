//! The keys that a process has, their rotation, and what becomes of what is not sealed with the newest.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::SqliteConnection;

use super::{
    Credentials, KEY_VARIABLE, OLD_KEY_VARIABLE, Owner, SealError, Sealed,
    key::{self, Key, NotOpened},
    key_file,
};
use crate::{
    store::{Store, Write, channels, webhook_endpoints},
    webhooks_out::signing::Secrets,
};

/// Where the keys come from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// A file, made where it is missing and nothing is sealed yet.
    File(PathBuf),
    /// The environment.
    Environment {
        /// The key.
        key: SecretString,
        /// The one before it.
        old: Option<SecretString>,
    },
}

impl KeySource {
    /// The variables' where they are set, otherwise the file beside the database in `data`.
    pub fn of(data: &Path) -> Self {
        let variable = |name| std::env::var(name).ok().map(SecretString::from);
        match variable(KEY_VARIABLE) {
            Some(key) => Self::Environment {
                key,
                old: variable(OLD_KEY_VARIABLE),
            },
            None => Self::file_in(data),
        }
    }

    /// The file beside the database in `data`.
    pub fn file_in(data: &Path) -> Self {
        Self::File(data.join(key_file::FILE_NAME))
    }
}

/// How much is sealed with the newest key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// The credentials of so many channels.
    pub channels: usize,
    /// The secrets of so many webhook endpoints.
    pub endpoints: usize,
}

impl Resealed {
    fn count(&mut self, owner: &Owner) {
        match owner {
            Owner::Channel(_) => self.channels += 1,
            Owner::Endpoint(_) => self.endpoints += 1,
        }
    }
}

/// The keys, the one that seals first. Clones are handles to the same.
#[derive(Clone)]
pub struct Keyring {
    source: Arc<KeySource>,
    keys: Arc<RwLock<Vec<Key>>>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").finish_non_exhaustive()
    }
}

impl Keyring {
    /// Takes the keys; makes one where there is none and nothing is sealed yet.
    pub async fn load(source: KeySource, store: &Store) -> Result<Self, SealError> {
        // The lock keeps two processes from making two keys.
        let mut write = store.write().await?;
        Ok(Self {
            keys: Arc::new(RwLock::new(read_or_make(&source, &mut write).await?)),
            source: Arc::new(source),
        })
    }

    /// The same, and sees to it that everything opens and is sealed with the newest key: what was plain, and what a
    /// rotation that was broken off has left.
    pub async fn take_up(source: KeySource, store: &Store) -> Result<Self, SealError> {
        let keyring = Self::load(source, store).await?;
        let mut write = store.write().await?;
        // Perhaps the key was rotated since: from here on nobody else does.
        keyring.read_again()?;
        let changed = keyring.seal_anew(&mut write).await?;
        write.commit().await?;
        keyring.clean_up(store, changed).await?;
        Ok(keyring)
    }

    /// Seals everything with a new key and forgets the old one; how much that was.
    ///
    /// The old key stays in the file until the database has everything under the new one. A proxy that runs
    /// meanwhile finds the new key in the file when it needs it.
    pub async fn rotate(&self, store: &Store) -> Result<Resealed, SealError> {
        let KeySource::File(path) = &*self.source else {
            return self.rotated_by_variables(store).await;
        };
        let mut write = store.write().await?;
        let mut keys = vec![Key::fresh()];
        keys.extend(key_file::read(path)?.unwrap_or_default());
        key_file::write(path, &keys)?;
        self.set(keys);
        let changed = self.seal_anew(&mut write).await?;
        write.commit().await?;
        self.clean_up(store, changed).await?;
        Ok(changed)
    }

    /// With both variables set, taking them up has sealed everything with the new key.
    async fn rotated_by_variables(&self, store: &Store) -> Result<Resealed, SealError> {
        if self.with(<[Key]>::len) < 2 {
            return Err(SealError::NoOldKey);
        }
        let mut db = store.readers().acquire().await?;
        let mut all = Resealed::default();
        for (owner, _) in everything(&mut db).await? {
            all.count(&owner);
        }
        Ok(all)
    }

    /// Seals the credentials of the channel `id` with the newest key.
    ///
    /// `_write` is the transaction that keeps them: a rotation in another process comes before it, and then its key
    /// is in the file, or after it, and then it seals this too.
    pub fn seal(
        &self,
        _write: &Write,
        id: &str,
        credentials: &Credentials,
    ) -> Result<Sealed, SealError> {
        self.read_again()?;
        Ok(self.with(|keys| seal(keys, id, credentials)))
    }

    /// Opens the credentials of the channel `id`.
    pub fn open(&self, id: &str, sealed: &Sealed) -> Result<Credentials, SealError> {
        self.open_of(&Owner::Channel(id.to_owned()), sealed)
    }

    /// Seals the secrets of the webhook endpoint `id`, as [`Keyring::seal`] does a channel's credentials.
    pub fn seal_secrets(
        &self,
        _write: &Write,
        id: &str,
        secrets: &Secrets,
    ) -> Result<Sealed, SealError> {
        self.read_again()?;
        Ok(self.with(|keys| seal(keys, id, secrets)))
    }

    /// Opens the secrets of the webhook endpoint `id`.
    pub fn open_secrets(&self, id: &str, sealed: &Sealed) -> Result<Secrets, SealError> {
        self.open_of(&Owner::Endpoint(id.to_owned()), sealed)
    }

    fn open_of<T: DeserializeOwned>(&self, owner: &Owner, sealed: &Sealed) -> Result<T, SealError> {
        let opened = self.with(|keys| open(keys, owner, sealed));
        if !matches!(opened, Err(SealError::OtherKey { .. })) {
            return opened;
        }
        // Perhaps the key was rotated since.
        self.read_again()?;
        self.with(|keys| open(keys, owner, sealed))
    }

    /// Seals with the newest key what is plain or under an older one, and says how much that was.
    async fn seal_anew(&self, write: &mut Write) -> Result<Resealed, SealError> {
        let mut changed = Resealed::default();
        for (owner, sealed) in everything(write.db()).await? {
            let anew = match &owner {
                Owner::Channel(id) => self.anew::<Credentials>(&owner, id, &sealed)?,
                Owner::Endpoint(id) => self.anew::<Secrets>(&owner, id, &sealed)?,
            };
            let Some(anew) = anew else {
                continue;
            };
            match &owner {
                Owner::Channel(id) => channels::set_sealed(write, id, &anew).await?,
                Owner::Endpoint(id) => webhook_endpoints::set_sealed(write, id, &anew).await?,
            }
            changed.count(&owner);
        }
        Ok(changed)
    }

    /// The same, sealed with the newest key; `None` where it is already.
    fn anew<T: Serialize + DeserializeOwned>(
        &self,
        owner: &Owner,
        id: &str,
        sealed: &Sealed,
    ) -> Result<Option<Sealed>, SealError> {
        let opened: T = self.with(|keys| open(keys, owner, sealed))?;
        let newest = self.is_newest(sealed);
        Ok((!newest).then(|| self.with(|keys| seal(keys, id, &opened))))
    }

    /// Wipes the file's free pages of what was there before, then forgets keys that nothing is sealed with: a second
    /// key in the file says that this is still to be done.
    async fn clean_up(&self, store: &Store, changed: Resealed) -> Result<(), SealError> {
        let has_old = self.with(<[Key]>::len) > 1;
        let file = match &*self.source {
            KeySource::File(path) if has_old => Some(path),
            KeySource::File(_) | KeySource::Environment { .. } => None,
        };
        if changed != Resealed::default() || file.is_some() {
            store.scrub().await?;
        }
        let Some(path) = file else {
            return Ok(());
        };
        // The lock keeps a second rotation out.
        let mut write = store.write().await?;
        let mut keys = key_file::read(path)?.unwrap_or_default();
        let sealed = everything(write.db()).await?;
        keys.truncate(oldest_in_use(&keys, &sealed) + 1);
        key_file::write(path, &keys)?;
        self.set(keys);
        Ok(())
    }

    fn is_newest(&self, sealed: &Sealed) -> bool {
        let newest = self.with(|keys| keys.first().map(|key| key.id().to_owned()));
        newest.is_some_and(|id| key::key_id(&sealed.0) == Some(&id))
    }

    fn read_again(&self) -> Result<(), SealError> {
        if let KeySource::File(path) = &*self.source {
            let missing = || SealError::Missing {
                path: path.display().to_string(),
            };
            self.set(key_file::read(path)?.ok_or_else(missing)?);
        }
        Ok(())
    }

    fn set(&self, keys: Vec<Key>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    fn with<T>(&self, look: impl FnOnce(&[Key]) -> T) -> T {
        look(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// All that is sealed in the database, and whose it is.
async fn everything(db: &mut SqliteConnection) -> sqlx::Result<Vec<(Owner, Sealed)>> {
    let channels = channels::sealed(&mut *db).await?;
    let endpoints = webhook_endpoints::sealed(db).await?;
    let channels = (channels.into_iter()).map(|(id, sealed)| (Owner::Channel(id), sealed));
    let endpoints = (endpoints.into_iter()).map(|(id, sealed)| (Owner::Endpoint(id), sealed));
    Ok(channels.chain(endpoints).collect())
}

async fn read_or_make(source: &KeySource, write: &mut Write) -> Result<Vec<Key>, SealError> {
    let path = match source {
        KeySource::Environment { key, old } => return of_variables(key, old.as_ref()),
        KeySource::File(path) => path,
    };
    if let Some(keys) = key_file::read(path)? {
        return Ok(keys);
    }
    let all = everything(write.db()).await?;
    if all.iter().any(|(_, sealed)| !sealed.is_plain()) {
        return Err(SealError::Missing {
            path: path.display().to_string(),
        });
    }
    let keys = vec![Key::fresh()];
    key_file::write(path, &keys)?;
    tracing::info!(
        path = %path.display(),
        "made the key to all credentials; keep a copy apart from the database's backups"
    );
    Ok(keys)
}

fn of_variables(key: &SecretString, old: Option<&SecretString>) -> Result<Vec<Key>, SealError> {
    let parse = |name, text: &SecretString| {
        Key::parse(text.expose_secret()).ok_or(SealError::Variable(name))
    };
    let mut keys = vec![parse(KEY_VARIABLE, key)?];
    if let Some(old) = old {
        keys.push(parse(OLD_KEY_VARIABLE, old)?);
    }
    Ok(keys)
}

/// The place of the last of `keys` that something is sealed with.
fn oldest_in_use(keys: &[Key], sealed: &[(Owner, Sealed)]) -> usize {
    let is_used = |key: &Key| {
        let mut envelopes = sealed.iter().map(|(_, sealed)| sealed);
        envelopes.any(|sealed| key::key_id(&sealed.0) == Some(key.id()))
    };
    keys.iter().rposition(is_used).unwrap_or(0)
}

fn seal<T: Serialize>(keys: &[Key], id: &str, content: &T) -> Sealed {
    let text = serde_json::to_string(content).expect("strings to be serialisable");
    let newest = keys.first().expect("a keyring to have a key");
    Sealed(newest.seal(id, &text))
}

fn open<T: DeserializeOwned>(keys: &[Key], owner: &Owner, sealed: &Sealed) -> Result<T, SealError> {
    let damaged = || SealError::Damaged {
        owner: owner.clone(),
    };
    let opened = if sealed.is_plain() {
        Ok(sealed.0.clone())
    } else {
        key::open(keys, owner.id(), &sealed.0)
    };
    let text = opened.map_err(|why| match why {
        NotOpened::OtherKey { key_id } => SealError::OtherKey {
            owner: owner.clone(),
            key_id,
        },
        NotOpened::Damaged => damaged(),
    })?;
    // Not serde's own text: it may quote a secret.
    serde_json::from_str(&text).map_err(|_| damaged())
}
