//! TLS ends here: what comes in at the network's address goes on to the same port of the loopback.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    time::{sleep, timeout},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::aws_lc_rs},
};

use super::certificate::Certificate;

/// A browser that has said nothing for so long does not want to come in.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A pause after a failed accept, which mostly means that no file handle is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The open doors. Dropping them closes them.
#[derive(Debug)]
pub(crate) struct Doors {
    /// Always there until the drop.
    runtime: Option<Runtime>,
}

impl Doors {
    /// Opens `address` at each of `ports`; each leads to the same port of the loopback address.
    pub(crate) fn open(address: IpAddr, ports: &[u16], certificate: Certificate) -> Result<Self> {
        let acceptor = acceptor(certificate)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        for port in ports {
            let outside = SocketAddr::from((address, *port));
            let listener = runtime.block_on(TcpListener::bind(outside)).with_context(|| {
                format!(
                    "{outside} cannot be opened. Is it this machine's address, and is the port free? \
                     Choose others with --lan and --port."
                )
            })?;
            runtime.spawn(keep(listener, acceptor.clone(), *port));
        }
        Ok(Self {
            runtime: Some(runtime),
        })
    }
}

impl Drop for Doors {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn acceptor(certificate: Certificate) -> Result<TlsAcceptor> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.chain], certificate.key)?;
    // What the servers behind it speak.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn keep(listener: TcpListener, acceptor: TlsAcceptor, port: u16) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(pass(stream, acceptor.clone(), port));
            }
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// A connection that fails is the browser's to try again: there is nobody here to tell.
async fn pass(stream: TcpStream, acceptor: TlsAcceptor, port: u16) {
    // A ring is a small packet that must not wait for another.
    let _ = stream.set_nodelay(true);
    let Ok(Ok(mut outside)) = timeout(HANDSHAKE, acceptor.accept(stream)).await else {
        return;
    };
    let Ok(mut inside) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await else {
        return;
    };
    let _ = inside.set_nodelay(true);
    let _ = copy_bidirectional(&mut outside, &mut inside).await;
}

#[cfg(test)]
pub(crate) mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::lan::certificate;

    /// A folder of one test.
    pub(crate) struct Folder(PathBuf);

    impl Folder {
        pub(crate) fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("tring-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&path).expect("a folder");
            Self(path)
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    /// Another address of the loopback plays the network; only Linux has it without being told.
    #[cfg(target_os = "linux")]
    const NETWORK: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn what_goes_in_by_tls_reaches_the_server_and_its_answer_comes_back() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        use tokio_rustls::{
            TlsConnector,
            rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
        };

        let folder = Folder::new("door");
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = server.local_addr().unwrap().port();
        let certificate = certificate::kept(folder.path(), NETWORK).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.chain.clone()).unwrap();
        let doors = tokio::task::spawn_blocking(move || Doors::open(NETWORK, &[port], certificate));
        let doors = doors.await.unwrap().unwrap();

        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect((NETWORK, port)).await.unwrap();
        let name = ServerName::from(NETWORK);
        let connector = TlsConnector::from(Arc::new(config));
        let mut browser = connector.connect(name, stream).await.unwrap();
        browser.write_all(b"GET /").await.unwrap();
        let (mut inside, _) = server.accept().await.unwrap();
        let mut request = [0; 5];
        inside.read_exact(&mut request).await.unwrap();
        assert_eq!(&request, b"GET /");
        inside.write_all(b"200").await.unwrap();
        let mut answer = [0; 3];
        browser.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"200");

        drop(doors);
        let end = browser.read(&mut answer).await;
        assert!(matches!(end, Ok(0) | Err(_)), "the door is closed: {end:?}");
    }

    #[test]
    fn an_address_of_another_machine_is_refused_with_a_sentence() {
        let folder = Folder::new("elsewhere");
        let elsewhere: IpAddr = "203.0.113.7".parse().unwrap();
        let certificate = certificate::kept(folder.path(), elsewhere).unwrap();
        let refused = Doors::open(elsewhere, &[0], certificate).unwrap_err();
        assert!(refused.to_string().contains("--lan"), "{refused}");
    }
}
