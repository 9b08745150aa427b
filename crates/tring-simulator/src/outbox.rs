//! Delivers webhooks: in order per call, signed, at least once.

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use tokio::{
    sync::{mpsc, oneshot},
    task::AbortHandle,
};

use crate::{script::Script, world::World};

/// No pause between two attempts is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A webhook as a dialect wrote it, before it is signed.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    /// What it tells, for the log: `connect`, `ringing`, `terminate`, …
    pub(crate) kind: &'static str,
    pub(crate) call_id: Option<String>,
    /// Headers beside those that prove its origin: name and value.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// An address that receives webhooks, and the secret that it shares with the provider.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) secret: Option<SecretString>,
}

/// A webhook on its way.
#[derive(Debug)]
pub(crate) struct Delivery {
    webhook: Webhook,
    after: Duration,
    done: Option<oneshot::Sender<()>>,
}

impl Delivery {
    pub(crate) fn of(webhook: Webhook) -> Self {
        Self {
            webhook,
            after: Duration::ZERO,
            done: None,
        }
    }
}

/// The webhooks of one call, delivered one after the other.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: mpsc::UnboundedSender<Delivery>,
    task: AbortHandle,
}

/// When the first webhook of a call may leave.
#[derive(Debug)]
pub(crate) enum FirstDelivery {
    /// After this pause, so that the HTTP response of the request goes first.
    After(Duration),
    /// At once; the receiver of the channel learns when it was acknowledged.
    Acknowledged(oneshot::Sender<()>),
}

impl Outbox {
    /// Starts to deliver to `number_id`'s webhook address, spoiled as `script` wants it.
    pub(crate) fn start(
        world: &Arc<World>,
        number_id: &str,
        script: &Script,
        first: FirstDelivery,
    ) -> Self {
        let (queue, mut waiting) = mpsc::unbounded_channel::<Delivery>();
        let courier = Courier::new(world, number_id, script);
        let mut first = Some(first);
        let task = tokio::spawn(async move {
            while let Some(mut delivery) = waiting.recv().await {
                match first.take() {
                    Some(FirstDelivery::After(pause)) => delivery.after = pause,
                    Some(FirstDelivery::Acknowledged(done)) => delivery.done = Some(done),
                    None => {}
                }
                courier.deliver(delivery).await;
            }
        });
        Self {
            queue,
            task: task.abort_handle(),
        }
    }

    pub(crate) fn push(&self, delivery: Delivery) {
        // The task only ends with the simulator.
        let _ = self.queue.send(delivery);
    }

    pub(crate) fn abort(&self) {
        self.task.abort();
    }
}

/// Delivers a webhook that belongs to no call, spoiled as `script` wants it.
pub(crate) fn send_alone(world: &Arc<World>, number_id: &str, webhook: Webhook, script: &Script) {
    let courier = Courier::new(world, number_id, script);
    tokio::spawn(async move { courier.deliver(Delivery::of(webhook)).await });
}

/// Carries the webhooks of one business number.
#[derive(Debug)]
struct Courier {
    world: Arc<World>,
    number_id: String,
    pause: Duration,
    copies: u32,
}

impl Courier {
    fn new(world: &Arc<World>, number_id: &str, script: &Script) -> Self {
        Self {
            world: Arc::clone(world),
            number_id: number_id.to_owned(),
            pause: Duration::from_millis(script.webhook_delay_ms),
            copies: if script.webhook_twice { 2 } else { 1 },
        }
    }

    async fn deliver(&self, delivery: Delivery) {
        tokio::time::sleep(delivery.after + self.pause).await;
        for _ in 0..self.copies {
            self.deliver_once(&delivery.webhook).await;
        }
        if let Some(done) = delivery.done {
            // The request that waits for it may have been given up.
            let _ = done.send(());
        }
    }

    /// Sends it to everybody who wants it.
    async fn deliver_once(&self, webhook: &Webhook) {
        let targets = self.targets();
        if targets.is_empty() {
            self.log(webhook, None);
        }
        for target in targets {
            self.deliver_to(&target, webhook).await;
        }
    }

    /// Sends until it is answered with 200 or the attempts are used up.
    async fn deliver_to(&self, target: &Target, webhook: &Webhook) {
        let mut pause = self.world.config.webhook_retry;
        for attempt in 1..=self.world.config.webhook_attempts {
            let status = self.post(target, webhook).await;
            self.log(webhook, status);
            if status == Some(200) {
                return;
            }
            if attempt < self.world.config.webhook_attempts {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        tracing::warn!(
            kind = webhook.kind,
            "a webhook was given up: nobody answered it with 200"
        );
    }

    fn log(&self, webhook: &Webhook, status: Option<u16>) {
        self.world
            .webhook_sent(webhook.kind, webhook.call_id.as_deref(), status);
    }

    fn targets(&self) -> Vec<Target> {
        let books = self.world.books();
        let number = books.numbers.get(&self.number_id);
        number.map_or_else(Vec::new, |number| {
            number.dialect.dialect().targets(&books, number)
        })
    }

    /// The status of the answer; `None` when there was none.
    async fn post(&self, target: &Target, webhook: &Webhook) -> Option<u16> {
        let dialect = self.world.books().numbers.get(&self.number_id)?.dialect;
        let proof = dialect.dialect().proof(
            target.secret.as_ref(),
            &webhook.body,
            self.world.clock.now(),
        );
        let mut request = self
            .world
            .http
            .post(&target.url)
            .header("content-type", "application/json")
            .body(webhook.body.clone());
        for (name, value) in webhook.headers.iter().chain(&proof) {
            request = request.header(*name, value);
        }
        let response = request.send().await.ok()?;
        Some(response.status().as_u16())
    }
}
