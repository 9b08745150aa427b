//! The administrator changes the number's calling settings.

use serde_json::{Value, json};
use tring_protocol::settings::Setting;

use super::read_settings::read;
use crate::{
    shop::{Shop, sentence},
    world::Answer,
};

async fn change(shop: &Shop, change: &Value) -> Answer {
    shop.ada.patch(&shop.channel("/settings"), change).await
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    let answer = change(&shop, &json!({"icon_visible": false})).await.ok();
    assert_eq!(answer["success"], true, "{answer}");
    let now = &read(&shop).await.ok()["data"];
    assert_eq!(now["icon_visible"], false);
    assert_eq!(now["enabled"], true, "what was not named stays");
    if shop.can().writable.contains(&Setting::CallHours) {
        keeps_the_holidays(&shop).await;
    }
    if shop.can().writable.contains(&Setting::Voicemail) {
        keeps_the_announcement(&shop).await;
    }
}

/// Nor does switching voicemail off forget what it said and when it began.
async fn keeps_the_announcement(shop: &Shop) {
    let mut voicemail = json!({
        "enabled": true,
        "on_reject": true,
        "on_timeout": false,
        "announcement_media_id": "938884519013664",
        "timeout_seconds": 20,
    });
    change(shop, &json!({"voicemail": voicemail})).await.ok();
    let off = json!({"voicemail": {"enabled": false}});
    assert_eq!(change(shop, &off).await.ok()["success"], true);
    voicemail["enabled"] = json!(false);
    let now = &read(shop).await.ok()["data"]["voicemail"];
    assert_eq!(*now, voicemail);
}

/// WhatsApp forgets the holidays when the weekly hours are sent without them.
async fn keeps_the_holidays(shop: &Shop) {
    let holidays = json!([{"date": "2099-12-25", "start": "00:00", "end": "23:59"}]);
    let hours = json!({
        "enabled": true,
        "time_zone": "America/Manaus",
        "weekly": [{"day": "monday", "open": "09:00", "close": "12:00"}],
        "holidays": holidays,
    });
    change(shop, &json!({"call_hours": hours})).await.ok();
    let weekly = json!([{"day": "friday", "open": "08:00", "close": "09:00"}]);
    let answer = change(shop, &json!({"call_hours": {"weekly": weekly}})).await;
    assert_eq!(answer.ok()["success"], true);
    let now = &read(shop).await.ok()["data"]["call_hours"];
    assert_eq!(now["holidays"], holidays);
    assert_eq!(now["weekly"], weekly);
}

/// The provider refuses one request of those that the change takes: the page is told what is saved and what is not,
/// and that is how it is.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    let fails = json!({
        "response": {"status": 400},
        "response_for": "settings",
        "response_times": 1,
    });
    shop.world.provider.put("/sim/scripts/*", &fails).await;
    let wanted = json!({"enabled": false, "icon_visible": false});
    let answer = change(&shop, &wanted).await;
    let outcomes = answer.json["outcomes"].as_array().cloned();
    let one_at_a_time = outcomes.is_some();
    if one_at_a_time {
        assert_eq!(answer.ok()["success"], false);
    } else {
        let sentence = sentence(&answer.refused(400, "provider_refused"));
        assert!(sentence.starts_with("Nothing was saved."), "{sentence}");
    }
    let now = read(&shop).await.ok()["data"].clone();
    let mut saved = 0;
    for setting in ["enabled", "icon_visible"] {
        let outcome = outcomes
            .iter()
            .flatten()
            .find(|told| told["setting"] == setting);
        let is_saved = outcome.is_some_and(|told| told["problem"].is_null());
        assert_eq!(
            now[setting] == wanted[setting],
            is_saved,
            "{setting}: {now}"
        );
        saved += usize::from(is_saved);
    }
    assert_eq!(saved, usize::from(one_at_a_time), "{outcomes:?}");
    change(&shop, &wanted).await.ok();
    assert_eq!(read(&shop).await.ok()["data"]["enabled"], false);
}

pub(crate) async fn unreachable(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.line.is_cut();
    let answer = change(&shop, &json!({"icon_visible": false})).await;
    assert!(!answer.status.is_success(), "{}", answer.text);
    sentence(&answer.json);
    shop.line.is_mended();
    assert_eq!(read(&shop).await.ok()["data"]["icon_visible"], true);
    // It can be said again.
    change(&shop, &json!({"icon_visible": false})).await.ok();
    assert_eq!(read(&shop).await.ok()["data"]["icon_visible"], false);
}
