//! A signed-in agent and what her browser sends.

use reqwest::{RequestBuilder, header};
use serde_json::{Value, json};
use tring_protocol::call::CallStatus;

use super::{Answer, World, desk::Desk, log};

/// An agent with a session.
pub(crate) struct Agent {
    pub(crate) id: u64,
    pub(crate) cookie: String,
    pub(crate) origin: String,
    http: reqwest::Client,
}

impl Agent {
    pub(crate) async fn sign_in(world: &World, team: &str, name: &str) -> Self {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let user = [
            "user", "add", "--team", team, "--name", name, "--email", &email,
        ];
        world.cli(&user).await;
        let token = sign_in_token(world, &email).await;
        let answer = Answer::of(
            world
                .http
                .post(world.url() + "/api/session")
                .header(header::ORIGIN, world.url())
                .json(&json!({"token": token})),
        )
        .await;
        let cookie = answer.headers[header::SET_COOKIE]
            .to_str()
            .expect("a readable cookie")
            .split(';')
            .next()
            .expect("a name and a value")
            .to_owned();
        log::hide(cookie.split_once('=').expect("a value").1);
        let body = answer.ok();
        Self {
            id: body["agent_id"].as_u64().expect("an id"),
            cookie,
            origin: world.url(),
            http: world.http.clone(),
        }
    }

    /// Opens a page.
    pub(crate) async fn desk(&self, desk_id: &str) -> Desk {
        Desk::open(self, desk_id).await
    }

    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.origin))
            .header(header::COOKIE, &self.cookie)
            .header(header::ORIGIN, &self.origin)
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(reqwest::Method::POST, path).json(body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(reqwest::Method::GET, path)).await
    }

    /// Does something to a call.
    pub(crate) async fn act(&self, call_id: &str, action: &str, body: &Value) -> Answer {
        self.post(&format!("/api/calls/{call_id}/{action}"), body)
            .await
    }

    /// The call as the API shows it.
    pub(crate) async fn call(&self, call_id: &str) -> Value {
        self.get(&format!("/api/calls/{call_id}")).await.ok()["data"].clone()
    }

    /// Waits until the call has this status.
    pub(crate) async fn until_status(&self, call_id: &str, status: CallStatus) -> Value {
        super::until(&format!("the call to be {}", status.as_str()), async || {
            let call = self.call(call_id).await;
            (call["status"] == status.as_str()).then_some(call)
        })
        .await
    }

    /// Waits until some call rings, as the API shows it.
    pub(crate) async fn until_ringing(&self) -> Value {
        super::until("a ringing call", async || {
            let calls = self.get("/api/calls/active").await.ok()["data"].clone();
            let ringing = calls
                .as_array()?
                .iter()
                .find(|call| call["status"] == "ringing");
            ringing.cloned()
        })
        .await
    }
}

/// The token of a fresh one-time link.
pub(crate) async fn sign_in_token(world: &World, email: &str) -> String {
    let url = world.url();
    let link = world
        .cli(&["user", "link", "--email", email, "--public-url", &url])
        .await;
    let link = link["url"].as_str().expect("a link");
    let (page, token) = link
        .split_once("/#sign-in=")
        .expect("the token in the fragment");
    assert_eq!(page, url);
    log::hide(token);
    token.to_owned()
}
