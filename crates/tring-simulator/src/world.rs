//! All that the simulator knows: numbers, calls, messages, scripts, permissions and its logs.

pub(crate) mod action;
pub(crate) mod call;
pub(crate) mod chat;
pub(crate) mod customer;
pub(crate) mod drive;
pub(crate) mod logs;
pub(crate) mod number;
pub(crate) mod permission;
pub(crate) mod place;
pub(crate) mod report;
pub(crate) mod request;
pub(crate) mod scripts;
pub(crate) mod standing;
pub(crate) mod subscription;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::sync::watch;

use self::{
    call::Call,
    chat::ChatMessage,
    logs::Logs,
    number::Number,
    permission::Permissions,
    request::{PermissionRequest, Template},
    scripts::ActiveScript,
    subscription::Subscription,
};
use crate::{clock::Clock, config::Config};

/// A webhook that is not answered in this time counts as lost.
const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(10);

/// The simulator's whole state, shared by the dialects, the control API and the calls' tasks.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    pub(crate) seed: u64,
    pub(crate) http: reqwest::Client,
    books: Mutex<Books>,
    changes: watch::Sender<u64>,
}

/// What changes while the simulator runs. Held only for moments, never across an await.
#[derive(Debug)]
pub(crate) struct Books {
    pub(crate) rng: StdRng,
    /// Ends every id, so that none comes twice, not even in another run with the same seed.
    last_id: u64,
    pub(crate) numbers: BTreeMap<String, Number>,
    pub(crate) scripts: BTreeMap<String, ActiveScript>,
    pub(crate) permissions: Permissions,
    pub(crate) permission_requests: Vec<PermissionRequest>,
    /// Oldest first.
    pub(crate) chat: Vec<ChatMessage>,
    pub(crate) templates: Vec<Template>,
    pub(crate) subscriptions: Vec<Subscription>,
    /// Oldest first.
    pub(crate) calls: Vec<Call>,
    pub(crate) logs: Logs,
}

impl World {
    pub(crate) fn new(config: Config) -> Arc<Self> {
        let seed = config.seed.unwrap_or_else(|| rand::rng().random());
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(WEBHOOK_TIMEOUT)
            .build()
            .expect("a client without special settings");
        let numbers = Number::from_config(&config)
            .map(|number| (number.id.clone(), number))
            .into_iter()
            .collect();
        let clock = Clock::new();
        Arc::new(Self {
            clock,
            config,
            seed,
            http,
            books: Mutex::new(Books {
                rng: StdRng::seed_from_u64(seed),
                last_id: clock.now().millis(),
                numbers,
                scripts: BTreeMap::new(),
                permissions: Permissions::default(),
                permission_requests: Vec::new(),
                chat: Vec::new(),
                templates: Vec::new(),
                subscriptions: Vec::new(),
                calls: Vec::new(),
                logs: Logs::default(),
            }),
            changes: watch::Sender::new(0),
        })
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books
            .lock()
            .expect("no panic while the books are open")
    }

    /// Tells the open phone pages that something changed.
    pub(crate) fn changed(&self) {
        self.changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Ends all calls silently and forgets scripts, permissions and logs; the numbers stay.
    pub(crate) fn reset(&self) {
        let mut books = self.books();
        for call in books.calls.drain(..) {
            call.abandon();
        }
        books.scripts.clear();
        books.permissions = Permissions::default();
        books.permission_requests.clear();
        books.chat.clear();
        books.templates.clear();
        books.subscriptions.clear();
        books.logs = Logs::default();
        drop(books);
        self.changed();
    }
}

impl Books {
    pub(crate) fn call(&self, call_id: &str) -> Option<&Call> {
        self.calls
            .iter()
            .rev()
            .find(|call| call.facts.id == call_id)
    }

    pub(crate) fn call_mut(&mut self, call_id: &str) -> Option<&mut Call> {
        self.calls
            .iter_mut()
            .rev()
            .find(|call| call.facts.id == call_id)
    }

    /// A new id in the alphabet of Meta's ids.
    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let rng = &mut self.rng;
        let random = (0..20).filter_map(|_| {
            ALPHABET
                .get(rng.random_range(0..ALPHABET.len()))
                .copied()
                .map(char::from)
        });
        let id: String = prefix.chars().chain(random).collect();
        self.last_id += 1;
        format!("{id}{:X}", self.last_id)
    }
}
