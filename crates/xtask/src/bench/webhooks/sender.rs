//! The provider: sends each webhook at its time, on connections that it keeps.

use std::{
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::Result;

use super::{
    calls::{Plan, Webhook},
    joined,
};
use crate::bench::{client::Client, data::WEBHOOK_KEY};

/// How many connections there are, each with a thread: one that waits for its answer holds up only its own next webhook.
const CONNECTIONS: usize = 16;

/// What is under way.
pub(crate) struct Sending(Vec<JoinHandle<Result<Sent>>>);

/// What was sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// How much later than planned the first byte was written.
    pub(crate) late: Vec<Duration>,
    /// From the planned moment until 200 was read.
    pub(crate) answered: Vec<Duration>,
    /// How many were answered otherwise, or not at all.
    pub(crate) errors: usize,
}

/// Begins to send.
pub(crate) fn send(port: u16, plan: &Plan) -> Result<Sending> {
    let begin = |place: usize| {
        let webhooks: Vec<_> = plan.webhooks().skip(place).step_by(CONNECTIONS).collect();
        let client = Client::connect(port, "")?;
        let plan = plan.clone();
        Ok(thread::spawn(move || one(client, port, &plan, &webhooks)))
    };
    (0..CONNECTIONS)
        .map(begin)
        .collect::<Result<_>>()
        .map(Sending)
}

impl Sending {
    /// Waits until all were sent and answered.
    pub(crate) fn join(self) -> Result<Sent> {
        let mut all = Sent::default();
        for thread in self.0 {
            let sent = joined(thread)?;
            all.late.extend(sent.late);
            all.answered.extend(sent.answered);
            all.errors += sent.errors;
        }
        Ok(all)
    }
}

fn one(mut client: Client, port: u16, plan: &Plan, webhooks: &[Webhook]) -> Result<Sent> {
    let path = format!("/api/webhook/meta/{WEBHOOK_KEY}");
    let mut sent = Sent::default();
    for webhook in webhooks {
        let planned = plan.at(webhook.number);
        // Signed ahead of its time: that is the provider's work. The time in it is whole seconds.
        sleep_until(planned.checked_sub(AHEAD).unwrap_or(planned));
        let (body, signature) = webhook.body();
        sleep_until(planned);
        sent.late.push(planned.elapsed());
        let header = format!("X-Hub-Signature-256: {signature}");
        match client.post(&path, &header, &body) {
            Ok(()) => sent.answered.push(planned.elapsed()),
            Err(error) => {
                eprintln!("{error:#}");
                sent.errors += 1;
                client = Client::connect(port, "")?;
            }
        }
    }
    Ok(sent)
}

/// How long before its time a webhook is made.
const AHEAD: Duration = Duration::from_millis(5);

fn sleep_until(moment: Instant) {
    thread::sleep(moment.saturating_duration_since(Instant::now()));
}
