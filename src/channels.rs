//! The page for administrators: business numbers, their providers and their calling settings.
//!
//! # Layout
//!
//! * `page`: composes the page; `store`: the channels, and every request that is made of them.
//! * `room`, `form`, `editor`, `progress`: what is typed and what came of it; they outlive the views.
//! * `fields`, `change`, `week`: what is right, and what is to be sent. Pure.
//! * The others are components: signals in, callbacks out.
#![expect(
    unreachable_pub,
    reason = "leptos makes public items of every component, also of those of this crate alone"
)]

use leptos::{prelude::*, task::spawn_local};
use tring_protocol::api::SessionResponse;

use crate::{
    backend::{self, BackendError},
    browser,
    channels::page::Page,
    ui::{
        reactive::part,
        sign_in::{SignIn, SigningIn, Unreachable},
        text as common,
    },
};

mod add_channel;
mod change;
mod channel_list;
mod confirm;
mod details;
mod editor;
mod field_view;
mod fields;
mod findings;
mod form;
mod icons;
mod page;
mod progress;
mod room;
mod said;
mod section;
mod settings;
mod shell;
mod store;
mod text;
mod webhook;
mod week;

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq)]
enum Gate {
    /// Being found out.
    Checking,
    /// Nobody is, and what to do.
    Closed(&'static str),
    /// The proxy does not say; the sentence tells why.
    Unknown(String),
    /// Somebody is.
    Open(SessionResponse),
}

/// The channels page: finds out who is signed in, then shows the channels.
#[component]
pub fn Channels() -> impl IntoView {
    let gate = RwSignal::new(Gate::Checking);
    let token = RwSignal::new(browser::take_sign_in_token());
    enter(gate, token);
    let retry = move |()| enter(gate, token);
    let close = move |reason: Option<&'static str>| {
        gate.set(Gate::Closed(reason.unwrap_or(text::NOT_SIGNED_IN)));
    };
    part(move || match gate.get() {
        Gate::Checking => view! { <SigningIn /> }.into_any(),
        Gate::Closed(reason) => view! { <SignIn reason=Some(reason) /> }.into_any(),
        Gate::Unknown(sentence) => view! { <Unreachable sentence on_retry=retry /> }.into_any(),
        Gate::Open(session) => view! { <Page session on_signed_out=close /> }.into_any(),
    })
}

/// Signs in with the link's token where the page was opened by one, else asks who is signed in.
fn enter(gate: RwSignal<Gate>, token: RwSignal<Option<String>>) {
    gate.set(Gate::Checking);
    spawn_local(async move {
        let link = token.get_untracked();
        let from_link = link.is_some();
        let answer = match link {
            Some(link) => backend::sign_in(link).await,
            None => backend::session().await,
        };
        // The token is kept until the proxy has answered. The page may be gone by now, hence `try_set`.
        if !matches!(answer, Err(BackendError::Unreachable { .. })) {
            let _ = token.try_set(None);
        }
        let _ = gate.try_set(match answer {
            Ok(session) => Gate::Open(session),
            Err(BackendError::Refused { status: 401, .. }) if from_link => {
                Gate::Closed(common::LINK_USED)
            }
            Err(BackendError::Refused { status: 401, .. }) => Gate::Closed(text::NOT_SIGNED_IN),
            Err(BackendError::Refused { message, .. } | BackendError::Unreachable { message }) => {
                Gate::Unknown(message)
            }
        });
    });
}
