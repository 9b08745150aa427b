//! The wire between the proxy and the provider's API, which a test can cut.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Semaphore,
    task::JoinHandle,
};

/// What becomes of the bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    /// The answer to the next act is lost: what was asked for is done, and nobody is told.
    LosesNext,
    /// The answer to the next act waits until it is released.
    HoldsNext,
    /// Connections break off before a request gets through.
    Cut,
}

struct Shared {
    state: Mutex<State>,
    released: Semaphore,
}

/// The wire; it is gone with its test.
pub(crate) struct Line {
    /// Its end at the proxy: `http://127.0.0.1:…`.
    pub(crate) url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Line {
    /// A wire to `origin`, `http://127.0.0.1:…`.
    pub(crate) async fn to(origin: &str) -> Self {
        let far: SocketAddr = origin.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let shared = Arc::new(Shared {
            state: Mutex::new(State::Whole),
            released: Semaphore::new(0),
        });
        let task = tokio::spawn(accept(listener, far, Arc::clone(&shared)));
        Self { url, shared, task }
    }

    /// The next answer to an act (a `POST` that the provider did) is lost on the way.
    pub(crate) fn loses_the_next_answer(&self) {
        self.shared.set(State::LosesNext);
    }

    /// The next answer to an act waits on the way.
    pub(crate) fn holds_the_next_answer(&self) {
        self.shared.set(State::HoldsNext);
    }

    /// The answer that waits goes on.
    pub(crate) fn releases(&self) {
        self.shared.released.add_permits(1);
    }

    /// Nothing gets through any more.
    pub(crate) fn is_cut(&self) {
        self.shared.set(State::Cut);
    }

    /// Everything gets through again.
    pub(crate) fn is_mended(&self) {
        self.shared.set(State::Whole);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn set(&self, state: State) {
        *self.state.lock().expect("no panic") = state;
    }

    fn state(&self) -> State {
        *self.state.lock().expect("no panic")
    }

    /// What becomes of the answer that is just coming; the line is whole after a single one.
    fn taken(&self) -> State {
        let mut state = self.state.lock().expect("no panic");
        let taken = *state;
        if matches!(taken, State::LosesNext | State::HoldsNext) {
            *state = State::Whole;
        }
        taken
    }
}

async fn accept(listener: TcpListener, far: SocketAddr, shared: Arc<Shared>) {
    while let Ok((near, _)) = listener.accept().await {
        let Ok(far) = TcpStream::connect(far).await else {
            continue;
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let (near_in, near_out) = near.into_split();
            let (far_in, far_out) = far.into_split();
            let is_post = AtomicBool::new(false);
            // Either direction that ends takes the whole connection with it.
            tokio::select! {
                () = requests(near_in, far_out, &shared, &is_post) => {}
                () = answers(far_in, near_out, &shared, &is_post) => {}
            }
        });
    }
}

async fn requests(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    shared: &Shared,
    is_post: &AtomicBool,
) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        if bytes.starts_with(b"POST ") || bytes.starts_with(b"GET ") {
            is_post.store(bytes.starts_with(b"POST "), Ordering::SeqCst);
        }
        if shared.state() == State::Cut || to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}

async fn answers(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    shared: &Shared,
    is_post: &AtomicBool,
) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        let is_done = is_post.load(Ordering::SeqCst) && bytes.starts_with(b"HTTP/1.1 2");
        let state = if is_done {
            shared.taken()
        } else {
            State::Whole
        };
        match state {
            State::LosesNext => return,
            State::HoldsNext => match shared.released.acquire().await {
                Ok(permit) => permit.forget(),
                Err(_) => return,
            },
            State::Whole | State::Cut => {}
        }
        if to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}
