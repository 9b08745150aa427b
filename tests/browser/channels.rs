//! The page for channels against recorded answers: what is sent, what is said, and what is never lost.

use leptos::{mount::UnmountHandle, prelude::*, tachys::view::any_view::AnyViewState};
use serde_json::{Value, json};
use tring::channels::Channels;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ground::{fresh_place, javascript, until},
    proxy::Proxy,
};

/// The page of an administrator with one channel, and the proxy behind it.
struct Office {
    proxy: Proxy,
    _page: UnmountHandle<AnyViewState>,
}

#[expect(
    clippy::unused_self,
    reason = "there is one page, and the stories read as what a person does with it"
)]
impl Office {
    /// Shows the channel, whose settings are these.
    async fn of(settings: Value) -> Self {
        let office = Self::open(vec![channel()]);
        office
            .proxy
            .answers("settings", 200, json!({"success": true, "data": settings}));
        office.sees("Main line").await;
        office.presses("Main line");
        office.sees("Save settings").await;
        javascript(
            "for (const part of document.querySelectorAll('#place details')) part.open = true",
            &JsValue::NULL,
        );
        office
    }

    fn open(channels: Vec<Value>) -> Self {
        let proxy = Proxy::install();
        let session = json!({
            "success": true, "agent_id": 1, "agent_name": "Grace", "team_name": "Team", "channels": [],
        });
        proxy.answers("session", 200, session);
        proxy.answers(
            "providers",
            200,
            json!({"success": true, "data": [provider()]}),
        );
        proxy.answers("channels", 200, json!({"success": true, "data": channels}));
        let page = mount_to(fresh_place(), || view! { <Channels /> }.into_any());
        Self { proxy, _page: page }
    }

    /// Waits until this is written on the page.
    async fn sees(&self, text: &str) {
        until(text, || self.shows(text)).await;
    }

    fn shows(&self, text: &str) -> bool {
        javascript(
            "return document.querySelector('#place').innerText.includes(argument)",
            &text.into(),
        )
        .is_truthy()
    }

    /// Presses the button whose name begins so, in the setting or part that `within` names.
    fn presses_in(&self, within: &str, name: &str) {
        let found = javascript(
            "const [within, name] = JSON.parse(argument);
             const named = (element) => element.ariaLabel ?? element.innerText.trim();
             const places = [...document.querySelectorAll('#place fieldset')];
             const place = places.find((one) => one.querySelector('legend').innerText === within);
             const all = [...(place ?? document.querySelector('#place')).querySelectorAll('button')];
             const button = all.find((one) => named(one).startsWith(name));
             button?.click();
             return Boolean(button)",
            &json!([within, name]).to_string().into(),
        );
        assert!(found.is_truthy(), "a button {name} in {within}");
    }

    fn presses(&self, name: &str) {
        self.presses_in("", name);
    }

    /// Types into the field with this label.
    fn types(&self, label: &str, text: &str) {
        let found = javascript(
            "const [label, text] = JSON.parse(argument);
             const labels = [...document.querySelectorAll('#place label')];
             const own = labels.find((one) => one.textContent.startsWith(label));
             const field = own?.control ?? document.querySelector(`#place [aria-label=\"${label}\"]`);
             if (!field) return false;
             field.value = text;
             for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
             return true",
            &json!([label, text]).to_string().into(),
        );
        assert!(found.is_truthy(), "a field {label}");
    }

    /// What stands in the field with this label.
    fn holds(&self, label: &str) -> String {
        let value = javascript(
            "const labels = [...document.querySelectorAll('#place label')];
             const own = labels.find((one) => one.textContent.startsWith(argument));
             return (own?.control ?? document.querySelector(`#place [aria-label=\"${argument}\"]`))?.value",
            &label.into(),
        );
        value.as_string().unwrap_or_default()
    }

    /// Waits for the change of the settings and returns it.
    async fn change(&self) -> Value {
        let changes = || -> Vec<Value> {
            let requests = self.proxy.requests("settings").into_iter();
            requests
                .filter(|request| request["method"] == "PATCH")
                .collect()
        };
        until("the settings are changed", || !changes().is_empty()).await;
        serde_json::from_str(changes()[0]["body"].as_str().expect("text")).expect("JSON")
    }
}

fn provider() -> Value {
    json!({
        "name": "meta", "title": "Meta Cloud API", "base_url": "https://graph.example",
        "fields": [
            {"name": "access_token", "label": "Access token", "help": "In the console.", "required": true, "secret": true},
            {"name": "webhook_secret", "label": "App secret", "help": "In the console.", "required": false, "secret": true},
        ],
        "webhook_help": "In the dashboard.", "webhook_fields": ["calls"],
    })
}

fn channel() -> Value {
    json!({
        "id": "channel_1", "name": "Main line", "number": "+4930111111", "provider": "meta",
        "provider_title": "Meta Cloud API", "base_url": "https://graph.example", "number_id": "1", "account_id": "",
        "is_default": true, "limits": [],
        "readable": ["enabled", "icon_visible", "video", "call_hours", "sip", "recording"],
        "writable": ["enabled", "icon_visible", "video", "call_hours", "sip"],
    })
}

fn settings() -> Value {
    json!({
        "enabled": true, "icon_visible": true, "video": false, "recording": true,
        "sip": {"enabled": true, "servers": ["sip.example.org:5061"]},
        "call_hours": {
            "enabled": true, "time_zone": "America/Manaus",
            "weekly": [{"day": "monday", "open": "09:00", "close": "17:00"}],
            "holidays": [
                {"date": "2020-12-25", "start": "00:00", "end": "23:59"},
                {"date": "2099-12-25", "start": "00:00", "end": "23:59"},
            ],
        },
    })
}

#[wasm_bindgen_test]
async fn what_was_not_saved_says_why_and_stays_as_it_was_typed() {
    let office = Office::of(settings()).await;
    office.presses_in("Call icon", "Call icon");
    office.presses_in("Video", "Video");
    office.sees("2 changes not saved").await;
    let mut now = settings();
    now["icon_visible"] = json!(false);
    let outcomes = json!([
        {"setting": "icon_visible"},
        {"setting": "video", "problem": "Video is not for this number."},
    ]);
    let answer = json!({"success": false, "data": now, "outcomes": outcomes});
    office.proxy.answers("settings", 200, answer);
    office.presses("Save settings");
    assert_eq!(
        office.change().await,
        json!({"icon_visible": false, "video": true})
    );
    office
        .sees("Not saved. Video is not for this number.")
        .await;
    office.sees("1 change not saved").await;
}

#[wasm_bindgen_test]
async fn a_holiday_that_is_over_goes_with_one_press_and_the_others_stay() {
    let office = Office::of(settings()).await;
    office.sees("Over").await;
    office.presses("Remove days that are over");
    office.sees("1 change not saved").await;
    office.presses("Save settings");
    let hours = office.change().await["call_hours"].clone();
    assert_eq!(hours["holidays"].as_array().map(Vec::len), Some(1));
    assert_eq!(hours["holidays"][0]["date"], "2099-12-25");
    assert_eq!(
        hours["weekly"],
        settings()["call_hours"]["weekly"],
        "the week is sent along"
    );
}

#[wasm_bindgen_test]
async fn a_refused_change_loses_nothing() {
    let office = Office::of(settings()).await;
    office.types("Monday, To", "18:00");
    office
        .proxy
        .refuses("settings", 502, "provider_unavailable");
    office.presses("Save settings");
    office.sees("Because of the test.").await;
    assert_eq!(office.holds("Monday, To"), "18:00");
    office.sees("1 change not saved").await;
}

#[wasm_bindgen_test]
async fn a_new_secret_says_for_how_long_the_old_one_is_taken() {
    let office = Office::of(settings()).await;
    office.types("New webhook secret", " new-secret ");
    office.types("Take the old one for", "soon");
    office.presses("Change secret");
    assert!(
        office.proxy.requests("rotate-secret").is_empty(),
        "nothing is sent"
    );
    office.types("Take the old one for", "48");
    office.proxy.answers(
        "rotate-secret",
        200,
        json!({"success": true, "data": channel()}),
    );
    office.presses("Change secret");
    let sent = office.proxy.request("rotate-secret").await;
    assert_eq!(
        sent,
        json!({"webhook_secret": "new-secret", "window_hours": 48})
    );
}

#[wasm_bindgen_test]
async fn sip_is_switched_off_and_nothing_else_is_changed() {
    let office = Office::of(settings()).await;
    office.presses_in("SIP", "Switch off");
    office.sees("Will be off when you save.").await;
    office.presses("Save settings");
    let change = office.change().await;
    assert_eq!(change["sip"]["enabled"], false);
    assert_eq!(change.as_object().map(serde_json::Map::len), Some(1));
}

#[wasm_bindgen_test]
async fn a_setting_that_cannot_be_changed_has_no_switch() {
    let office = Office::of(settings()).await;
    let switches = javascript(
        "const rows = [...document.querySelectorAll('#place fieldset')];
         const row = rows.find((one) => one.querySelector('legend').innerText === 'Recording');
         return [row.innerText.includes('On'), row.querySelectorAll('button').length].join()",
        &JsValue::NULL,
    );
    assert_eq!(switches.as_string().as_deref(), Some("true,0"));
    assert!(
        office.shows("Can only be changed at the provider."),
        "and it says so"
    );
}

#[wasm_bindgen_test]
async fn a_session_that_ends_while_something_is_typed_does_not_lose_it() {
    let office = Office::open(vec![]);
    office.sees("No channels yet").await;
    office.presses("Add a channel");
    office.sees("Where the business number is set up").await;
    office.types("Provider", "meta");
    office.sees("Access token").await;
    office.types("Name", "Support");
    office.types("Business number", "+4930123456");
    office.types("Access token", "a-token");
    office.proxy.refuses("channels", 401, "unauthenticated");
    office.presses("Add channel");
    office.sees("Your session is over.").await;
    assert_eq!(office.holds("Name"), "Support");
    assert_eq!(office.holds("Access token"), "a-token");
}

#[wasm_bindgen_test]
async fn who_may_not_see_channels_is_told_whom_to_ask() {
    let office = Office::open(vec![]);
    office.proxy.refuses("providers", 403, "forbidden");
    office.sees("Ask an owner of the team").await;
}

// The browser keeps asking before a page is left as long as somebody listens.
#[wasm_bindgen_test]
async fn leaving_is_asked_about_only_while_something_is_not_saved() {
    let asks = || {
        javascript(
            "return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))",
            &JsValue::NULL,
        )
        .is_truthy()
    };
    let office = Office::of(settings()).await;
    assert!(!asks(), "nothing was typed");
    office.presses_in("Video", "Video");
    until("leaving is asked about", asks).await;
    office.presses("Discard");
    until("leaving is not asked about any more", || !asks()).await;
    office.presses_in("Video", "Video");
    until("leaving is asked about again", asks).await;
    drop(office);
    assert!(!asks(), "the page is gone");
}
