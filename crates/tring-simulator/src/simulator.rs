//! A running simulator: started from a configuration, stopped when it is dropped.

use std::{
    io,
    net::{IpAddr, SocketAddr, UdpSocket},
    sync::Arc,
};

use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    app::app,
    config::Config,
    listener::{Cut, CuttableListener},
    world::World,
};

/// Why the simulator does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody else listens there.
    #[error(
        "the address {0} is in use: stop the program that uses it, or choose another port with \
         --listen (port 0 takes a free one)"
    )]
    AddressInUse(SocketAddr),
    /// The system refuses the address for another reason.
    #[error("cannot listen on {address}: {source}; choose another address with --listen")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// No call could have audio.
    #[error(
        "cannot carry media on {address}: {source}; choose an address of this machine with --media-ip"
    )]
    Media {
        /// The address that was asked for.
        address: IpAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The seed's log line and the base URL need the address that was really taken.
    #[error("the listening socket has no address: {0}")]
    NoAddress(io::Error),
}

/// A running simulator. Dropping it stops it at once.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    world: Arc<World>,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Starts to serve on `config.listen`; must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let address = config.media_ip;
        UdpSocket::bind((address, 0)).map_err(|source| StartError::Media { address, source })?;
        let address = config.listen;
        let listener = TcpListener::bind(address).await.map_err(|source| {
            if source.kind() == io::ErrorKind::AddrInUse {
                StartError::AddressInUse(address)
            } else {
                StartError::Listen { address, source }
            }
        })?;
        let listener = CuttableListener::new(listener);
        let address = listener.address().map_err(StartError::NoAddress)?;
        let world = World::new(config);
        tracing::info!(
            seed = world.seed,
            "the simulator listens on http://{address}"
        );
        let service = app(Arc::clone(&world)).into_make_service_with_connect_info::<Cut>();
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, service).await {
                tracing::error!("the server stopped: {error}");
            }
        });
        Ok(Self {
            address,
            world,
            server,
        })
    }

    /// `http://` and the address that is really listened on, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The seed of all random choices; the same seed makes the same choices.
    pub fn seed(&self) -> u64 {
        self.world.seed
    }

    /// Ends all calls silently and stops to serve.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
        self.world.reset();
    }
}
