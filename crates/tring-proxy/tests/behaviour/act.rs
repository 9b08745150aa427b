//! Requests of the page that go on while the test does something else.

use reqwest::Method;
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::{shop::Shop, world::Answer};

impl Shop {
    /// Sends this, and lets the test go on before the answer comes.
    pub(crate) fn begins(&self, path: &str, body: &Value) -> JoinHandle<Answer> {
        let request = self.ada.request(Method::POST, path).json(body);
        tokio::spawn(Answer::of(request))
    }

    /// The same for an action on a call.
    pub(crate) fn begins_to(
        &self,
        call_id: &str,
        action: &str,
        body: &Value,
    ) -> JoinHandle<Answer> {
        self.begins(&format!("/api/calls/{call_id}/{action}"), body)
    }
}
