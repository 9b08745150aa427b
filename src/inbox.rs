//! The page for agents.

use leptos::prelude::*;
use tring_protocol::api::SessionResponse;

use crate::{
    backend::{self, BackendError},
    browser::{self, task::spawn},
    inbox::page::Page,
    ui::{
        reactive::part,
        sign_in::{SignIn, SigningIn, Unreachable},
        text,
    },
};

pub mod page;

mod availability;
mod callbacks;
mod dial;
mod focus;
mod history;
mod permissions;
mod refused;
mod title;

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq)]
enum Gate {
    /// Being found out.
    Checking,
    /// Nobody is, and why where that needs a word.
    Closed(Option<&'static str>),
    /// The proxy does not say; the sentence tells why.
    Unknown(String),
    /// Somebody is.
    Open(SessionResponse),
}

/// The inbox: signs in, then shows the calls.
#[component]
pub fn Inbox() -> impl IntoView {
    let gate = RwSignal::new(Gate::Checking);
    let token = RwSignal::new(browser::take_sign_in_token());
    enter(gate, token);
    let retry = move |()| enter(gate, token);
    let close = move |reason| gate.set(Gate::Closed(reason));
    part(move || match gate.get() {
        Gate::Checking => view! { <SigningIn /> }.into_any(),
        Gate::Closed(reason) => view! { <SignIn reason /> }.into_any(),
        Gate::Unknown(sentence) => view! { <Unreachable sentence on_retry=retry /> }.into_any(),
        Gate::Open(session) => view! { <Page session on_signed_out=close /> }.into_any(),
    })
}

/// Signs in with the link's token where the page was opened by one, else asks who is signed in.
/// The token is kept until the proxy has answered: it may not have reached it.
fn enter(gate: RwSignal<Gate>, token: RwSignal<Option<String>>) {
    gate.set(Gate::Checking);
    let link = token;
    let token = link.get_untracked();
    spawn(async move {
        let from_link = token.is_some();
        let answer = match token {
            Some(token) => backend::sign_in(token).await,
            None => backend::session().await,
        };
        // The page may be gone by now, hence `try_set`.
        if !matches!(answer, Err(BackendError::Unreachable { .. })) {
            let _ = link.try_set(None);
        }
        let _ = gate.try_set(match answer {
            Ok(session) => Gate::Open(session),
            Err(BackendError::Refused { status: 401, .. }) if from_link => {
                Gate::Closed(Some(text::LINK_USED))
            }
            Err(BackendError::Refused { status: 401, .. }) => Gate::Closed(None),
            Err(BackendError::Refused { message, .. } | BackendError::Unreachable { message }) => {
                Gate::Unknown(message)
            }
        });
    });
}
