//! The permission meter in the inbox: asked about once, asked for, and changed live.

use leptos::{mount::UnmountHandle, prelude::*, tachys::view::any_view::AnyViewState};
use serde_json::{Value, json};
use tring::inbox::page::Page;
use tring_protocol::{
    agent::CallAvailability,
    api::{ChannelSummary, SessionResponse},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ground::{a_moment, count, fresh_place, javascript, until},
    proxy::{Proxy, snapshot},
};

const NUMBER: &str = "+4915112345678";

/// The inbox of an agent, and the proxy behind it.
pub(crate) struct Inbox {
    pub(crate) proxy: Proxy,
    _page: UnmountHandle<AnyViewState>,
}

#[expect(
    clippy::unused_self,
    reason = "there is one inbox in the page, and the stories read as what a person does with it"
)]
impl Inbox {
    pub(crate) fn open() -> Self {
        Self::of(vec![channel("main", true)])
    }

    fn of(channels: Vec<ChannelSummary>) -> Self {
        let proxy = Proxy::install();
        proxy.answers(
            "calls",
            200,
            json!({
                "success": true, "data": [],
                "pagination": {"current_page": 1, "last_page": 1, "per_page": 20, "total": 0},
            }),
        );
        let page = mount_to(fresh_place(), move || {
            let session = session(channels);
            view! { <Page session on_signed_out=|_| () /> }.into_any()
        });
        proxy.says(snapshot(vec![]));
        Self { proxy, _page: page }
    }

    fn types(&self, number: &str) {
        javascript(
            "const field = document.querySelector('#place #tring-phone-number');
             field.value = argument;
             field.dispatchEvent(new Event('input', { bubbles: true }))",
            &number.into(),
        );
    }

    fn chooses(&self, channel: &str) {
        javascript(
            "const choice = document.querySelector('#place #tring-channel');
             choice.value = argument;
             choice.dispatchEvent(new Event('change', { bubbles: true }))",
            &channel.into(),
        );
    }

    fn presses(&self, word: &str) {
        javascript(
            "Array.from(document.querySelectorAll('#place button'))
                 .find((button) => button.innerText.trim() === argument).click()",
            &word.into(),
        );
    }

    fn has_button(&self, word: &str) -> bool {
        javascript(
            "return Array.from(document.querySelectorAll('#place button'))
                 .some((button) => button.innerText.trim() === argument)",
            &word.into(),
        )
        .is_truthy()
    }

    /// What the regions of this role say, in the part of the page that `selector` names.
    fn says(&self, selector: &str, words: &str) -> bool {
        let text = javascript(
            "return Array.from(document.querySelectorAll('#place ' + argument))
                 .map((element) => element.textContent.replace(/\\s+/g, ' ')).join('|')",
            &selector.into(),
        );
        text.as_string().is_some_and(|text| text.contains(words))
    }

    async fn shows(&self, selector: &str, words: &str) {
        until(words, || self.says(selector, words)).await;
    }

    fn asked_about(&self) -> Vec<String> {
        let requests = self.proxy.requests("permissions");
        let search = |request: &Value| {
            let search = request["search"].as_str()?;
            Some(search.trim_matches(['?', '&']).to_owned())
        };
        requests.iter().filter_map(search).collect()
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        javascript("document.querySelector('#place').remove()", &JsValue::NULL);
    }
}

fn channel(id: &str, can_ask: bool) -> ChannelSummary {
    ChannelSummary {
        id: id.to_owned(),
        name: "Demo shop".to_owned(),
        number: "+15550001111".to_owned(),
        provider: "meta".to_owned(),
        pre_accept: true,
        status_events: true,
        can_ask,
        permission_query: true,
    }
}

fn session(channels: Vec<ChannelSummary>) -> SessionResponse {
    SessionResponse {
        success: true,
        agent_id: 9,
        agent_name: "Ada".to_owned(),
        team_name: "Demo".to_owned(),
        call_status: CallAvailability::Available,
        is_call_enabled: true,
        channels,
        ice_servers: Vec::new(),
    }
}

fn permission(more: Value) -> Value {
    let mut permission = json!({
        "success": true, "channel_id": "main", "phone_number": NUMBER, "grant": "none", "can_call": false,
        "can_ask": true, "requests_left_today": 1, "requests_left_this_week": 2, "unanswered_in_a_row": 0,
    });
    let fields = permission.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    permission
}

#[wasm_bindgen_test]
async fn a_number_is_asked_about_once_when_it_stands_still() {
    let inbox = Inbox::open();
    inbox
        .proxy
        .answers("permissions", 200, permission(json!({})));
    for typed in ["+491511234", "+4915112345", NUMBER] {
        inbox.types(typed);
        a_moment(20).await;
    }
    inbox
        .shows("form [role=status]", "Has not allowed calls")
        .await;
    inbox.types("");
    until("nothing is said of nobody", || {
        inbox.says("form [role=status]", "") && !inbox.says("form [role=status]", "Has not")
    })
    .await;
    inbox.types(NUMBER);
    inbox
        .shows("form [role=status]", "Has not allowed calls")
        .await;
    assert_eq!(
        inbox.asked_about(),
        ["phone_number=%2B4915112345678&channel_id=main"]
    );
    assert!(inbox.has_button("Call"), "the meter never blocks a call");
}

#[wasm_bindgen_test]
async fn each_channel_has_its_own_permission() {
    let inbox = Inbox::of(vec![channel("main", true), channel("second", false)]);
    inbox
        .proxy
        .answers("permissions", 200, permission(json!({})));
    inbox.types(NUMBER);
    inbox.shows("form [role=group]", "Ask for permission").await;
    inbox.chooses("second");
    until("the other channel is asked about", || {
        inbox.asked_about().len() == 2
    })
    .await;
    assert!(inbox.asked_about()[1].ends_with("channel_id=second"));
    inbox
        .shows("form [role=status]", "Has not allowed calls")
        .await;
    assert!(
        !inbox.has_button("Ask for permission"),
        "this provider cannot ask"
    );
}

#[wasm_bindgen_test]
async fn a_customer_who_is_asked_replies_live() {
    let inbox = Inbox::open();
    inbox
        .proxy
        .answers("permissions", 200, permission(json!({})));
    inbox.types(NUMBER);
    inbox.shows("form [role=group]", "Requests left").await;
    inbox
        .shows("form [role=group]", "1 today · 2 this week")
        .await;
    let now = js_sys::Date::now();
    let pending = json!({"asked_at": now.floor(), "can_ask": false, "requests_left_today": 0});
    inbox.proxy.answers("request", 200, permission(pending));
    inbox.presses("Ask for permission");
    let request = inbox.proxy.request("request").await;
    assert_eq!(
        (&request["phone_number"], &request["channel_id"]),
        (&json!(NUMBER), &json!("main"))
    );
    inbox
        .shows(
            "form [role=status]",
            "Asked just now. The customer has not replied yet.",
        )
        .await;
    assert!(!inbox.has_button("Ask for permission"));

    let granted = permission(json!({"grant": "permanent", "can_call": true, "can_ask": false}));
    inbox
        .proxy
        .says(json!({"kind": "permission_changed", "seq": 2, "permission": granted}));
    inbox
        .shows("form [role=status]", "May be called at any time")
        .await;
    assert_eq!(inbox.asked_about().len(), 1, "nobody had to ask");
}

#[wasm_bindgen_test]
async fn a_request_that_fails_says_why_and_can_be_tried_again() {
    let inbox = Inbox::open();
    inbox
        .proxy
        .answers("permissions", 200, permission(json!({})));
    inbox.proxy.refuses("request", 400, "provider_refused");
    inbox.types(NUMBER);
    inbox.shows("form [role=group]", "Ask for permission").await;
    inbox.presses("Ask for permission");
    inbox
        .shows("form [role=alert]", "Because of the test.")
        .await;
    assert!(inbox.has_button("Ask for permission"));
}

#[wasm_bindgen_test]
async fn a_permission_that_cannot_be_checked_stops_nobody() {
    let inbox = Inbox::open();
    inbox.proxy.answers("permissions", 0, json!({}));
    inbox.types(NUMBER);
    inbox
        .shows("form [role=status]", "could not be checked")
        .await;
    inbox.shows("form [role=group]", "cannot be reached").await;
    assert_eq!(count("#place button[type=submit][aria-disabled=false]"), 1);
}

// The sentence said "Ask for permission", and there was nothing to press.
#[wasm_bindgen_test]
async fn a_call_that_was_refused_has_the_way_out_beside_it() {
    let inbox = Inbox::open();
    let refusal = json!({"refusal": "The customer has not allowed calls."});
    inbox.proxy.answers("permissions", 200, permission(refusal));
    inbox.proxy.refuses("initiate", 400, "blocked");
    inbox.types(NUMBER);
    inbox.presses("Call");
    inbox
        .shows(".tring-call [role=status]", "Because of the test.")
        .await;
    inbox
        .shows(
            ".tring-call [role=group]",
            "The customer has not allowed calls.",
        )
        .await;
    assert!(inbox.has_button("Ask for permission"));
    assert!(inbox.has_button("Call again"));
}
