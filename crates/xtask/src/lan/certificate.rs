//! A certificate that this machine signs for itself, kept in the data folder.
//!
//! It is kept so that a handset's browser, which was told once to go on, need not be told again.

use std::{
    fs,
    io::Write,
    net::IpAddr,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

const DAY: Duration = Duration::from_hours(24);
/// Longer is refused by some browsers.
const LIFE: Duration = Duration::from_hours(24 * 397);
/// An older one is replaced, before it ends.
const OLD: Duration = Duration::from_hours(24 * 360);

/// A certificate with its key.
#[derive(Debug)]
pub(crate) struct Certificate {
    pub(crate) chain: CertificateDer<'static>,
    pub(crate) key: PrivateKeyDer<'static>,
}

/// The certificate for `address` that `folder` holds; made where there is none that lasts.
pub(crate) fn kept(folder: &Path, address: IpAddr) -> Result<Certificate> {
    let (chain, key) = files(folder, address);
    if is_fresh(&chain)
        && let Ok(known) = read(&chain, &key)
    {
        return Ok(known);
    }
    make(&chain, &key, address)
        .with_context(|| format!("The certificate cannot be kept in {}.", folder.display()))?;
    read(&chain, &key)
}

/// One pair of files for each address: a laptop has another one in each network.
fn files(folder: &Path, address: IpAddr) -> (PathBuf, PathBuf) {
    let name = address.to_string().replace(':', "-");
    (
        folder.join(format!("lan-{name}.certificate.pem")),
        folder.join(format!("lan-{name}.key.pem")),
    )
}

fn is_fresh(chain: &Path) -> bool {
    let made = fs::metadata(chain).and_then(|file| file.modified());
    made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age < OLD))
}

fn read(chain: &Path, key: &Path) -> Result<Certificate> {
    Ok(Certificate {
        chain: CertificateDer::from_pem_file(chain)?,
        key: PrivateKeyDer::from_pem_file(key)?,
    })
}

fn make(chain: &Path, key: &Path, address: IpAddr) -> Result<()> {
    let pair = KeyPair::generate()?;
    let mut wanted = CertificateParams::new([address.to_string()])?;
    wanted
        .distinguished_name
        .push(DnType::CommonName, "Tring demo on this network");
    wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // The other machine's clock may be behind.
    wanted.not_before = (SystemTime::now() - DAY).into();
    wanted.not_after = (SystemTime::now() - DAY + LIFE).into();
    let certificate = wanted.self_signed(&pair)?;
    write_secret(key, &pair.serialize_pem())?;
    fs::write(chain, certificate.pem())?;
    Ok(())
}

/// Nobody else on this machine reads the key.
fn write_secret(path: &Path, text: &str) -> Result<()> {
    // The mode is that of a new file only.
    let _ = fs::remove_file(path);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?.write_all(text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lan::door::tests::Folder;

    #[test]
    fn it_is_made_once_for_each_address_and_kept() {
        let folder = Folder::new("certificate");
        let (home, office) = ("192.168.1.20".parse().unwrap(), "10.0.0.7".parse().unwrap());
        let first = kept(folder.path(), home).unwrap();
        assert_eq!(kept(folder.path(), home).unwrap().chain, first.chain);
        assert_ne!(kept(folder.path(), office).unwrap().chain, first.chain);
    }

    #[test]
    fn a_file_that_is_spoilt_is_replaced() {
        let folder = Folder::new("spoilt");
        let address = "192.168.1.20".parse().unwrap();
        let first = kept(folder.path(), address).unwrap();
        fs::write(files(folder.path(), address).1, "nonsense").unwrap();
        assert_ne!(kept(folder.path(), address).unwrap().chain, first.chain);
    }

    #[cfg(unix)]
    #[test]
    fn the_key_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new("mode");
        let address = "192.168.1.20".parse().unwrap();
        kept(folder.path(), address).unwrap();
        let key = fs::metadata(files(folder.path(), address).1).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
}
