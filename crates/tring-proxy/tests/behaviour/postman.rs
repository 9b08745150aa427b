//! Who carries the provider's webhooks to the proxy: byte for byte, but twice, late or in another order as a test
//! wants it.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// How webhooks are delivered.
#[derive(Clone, Copy)]
enum Manner {
    Once,
    Twice,
    /// They are kept in the bag, and the provider is told that they arrived.
    Later,
}

#[derive(Clone)]
struct Letter {
    headers: HeaderMap,
    body: Bytes,
}

struct Round {
    to: String,
    http: reqwest::Client,
    manner: Mutex<Manner>,
    bag: Mutex<Vec<Letter>>,
    answers: Mutex<Vec<u16>>,
}

/// The carrier; it is gone with its test.
pub(crate) struct Postman {
    /// The address for the provider.
    pub(crate) url: String,
    round: Arc<Round>,
    task: JoinHandle<()>,
}

impl Postman {
    /// Carries webhooks to `address`.
    pub(crate) async fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("its address"));
        let round = Arc::new(Round {
            to: address.to_owned(),
            http: reqwest::Client::new(),
            manner: Mutex::new(Manner::Once),
            bag: Mutex::default(),
            answers: Mutex::default(),
        });
        let router = Router::new()
            .route("/", post(receive))
            .with_state(Arc::clone(&round));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("a server");
        });
        Self { url, round, task }
    }

    /// From now on each webhook comes twice.
    pub(crate) fn delivers_twice(&self) {
        *lock(&self.round.manner) = Manner::Twice;
    }

    /// From now on webhooks are kept in the bag.
    pub(crate) fn keeps(&self) {
        *lock(&self.round.manner) = Manner::Later;
    }

    /// Delivers what was kept in its order, and what comes from now on at once.
    pub(crate) async fn delivers(&self) {
        self.empty_the_bag(|_| {}).await;
    }

    /// The same, the last one first.
    pub(crate) async fn delivers_backwards(&self) {
        self.empty_the_bag(|bag| bag.reverse()).await;
    }

    /// The same in its order, each of them twice.
    pub(crate) async fn delivers_all_twice(&self) {
        let twice = |letter: &Letter| [letter.clone(), letter.clone()];
        self.empty_the_bag(|bag| *bag = bag.iter().flat_map(twice).collect())
            .await;
    }

    /// The proxy's own address for webhooks.
    pub(crate) fn address(&self) -> String {
        self.round.to.clone()
    }

    /// How many are in the bag.
    pub(crate) fn kept(&self) -> usize {
        lock(&self.round.bag).len()
    }

    /// What the proxy has answered so far.
    pub(crate) fn answers(&self) -> Vec<u16> {
        lock(&self.round.answers).clone()
    }

    async fn empty_the_bag(&self, sort: impl FnOnce(&mut Vec<Letter>)) {
        let mut bag = std::mem::take(&mut *lock(&self.round.bag));
        sort(&mut bag);
        for letter in bag {
            let status = self.round.deliver(letter).await;
            assert_eq!(status, StatusCode::OK, "the proxy takes it");
        }
        *lock(&self.round.manner) = Manner::Once;
    }
}

impl Drop for Postman {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Round {
    async fn deliver(&self, letter: Letter) -> StatusCode {
        let mut request = self.http.post(&self.to).body(letter.body);
        for (name, value) in &letter.headers {
            if name != "host" && name != "content-length" {
                request = request.header(name, value);
            }
        }
        let answer = request.send().await;
        let status = answer.map_or(StatusCode::BAD_GATEWAY, |answer| answer.status());
        lock(&self.answers).push(status.as_u16());
        status
    }
}

async fn receive(State(round): State<Arc<Round>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let letter = Letter { headers, body };
    let manner = *lock(&round.manner);
    match manner {
        Manner::Later => {
            lock(&round.bag).push(letter);
            return StatusCode::OK;
        }
        Manner::Twice => {
            round.deliver(letter.clone()).await;
        }
        Manner::Once => {}
    }
    round.deliver(letter).await
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no panic")
}
