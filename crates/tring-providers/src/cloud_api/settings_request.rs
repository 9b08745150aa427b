//! A change of the calling settings in Meta's words.

use serde::Serialize;
use serde_json::{Map, Value, json};
use tring_protocol::settings::{
    CallHours, CallingSettings, Holiday, OpenHours, SrtpKeyExchange, Voicemail, Weekday,
};

/// The body of `POST /{number_id}/settings`: what is absent stays as it is.
#[derive(Serialize)]
pub(crate) struct SettingsRequest {
    calling: Calling,
}

#[derive(Serialize)]
struct Calling {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_icon_visibility: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_icons: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_hours: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_permission_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    srtp_key_exchange_protocol: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voicemail: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sip: Option<Value>,
}

impl SettingsRequest {
    pub(crate) fn new(change: &CallingSettings) -> Self {
        let countries = change.icon_countries.as_ref();
        let codecs = change.additional_codecs.as_ref();
        Self {
            calling: Calling {
                status: change.enabled.map(status),
                call_icon_visibility: change.icon_visible.map(icon_visibility),
                call_icons: countries.map(|list| json!({"restrict_to_user_countries": list})),
                call_hours: change.call_hours.as_ref().map(hours),
                callback_permission_status: change.callback_permission.map(status),
                srtp_key_exchange_protocol: change.srtp_key_exchange.map(
                    |exchange| match exchange {
                        SrtpKeyExchange::Dtls => "DTLS",
                        SrtpKeyExchange::Sdes => "SDES",
                    },
                ),
                audio: codecs.map(|list| json!({"additional_codecs": list})),
                video: change.video.map(|video| json!({"status": status(video)})),
                voicemail: change.voicemail.as_ref().map(voicemail),
                // Without its servers, which stay as they are.
                sip: change
                    .sip
                    .as_ref()
                    .map(|sip| json!({"status": status(sip.enabled)})),
            },
        }
    }
}

fn icon_visibility(is_visible: bool) -> &'static str {
    if is_visible { "DEFAULT" } else { "DISABLE_ALL" }
}

fn status(is_enabled: bool) -> &'static str {
    if is_enabled { "ENABLED" } else { "DISABLED" }
}

/// Written whole: WhatsApp replaces the hours, and forgets the holidays that are left out (call-settings page).
fn hours(hours: &CallHours) -> Value {
    json!({
        "status": status(hours.enabled),
        "timezone_id": hours.time_zone,
        "weekly_operating_hours": hours.weekly.iter().map(open_hours).collect::<Vec<_>>(),
        "holiday_schedule": hours.holidays.iter().map(holiday).collect::<Vec<_>>(),
    })
}

fn open_hours(hours: &OpenHours) -> Value {
    json!({
        "day_of_week": day(hours.day),
        "open_time": time(&hours.open),
        "close_time": time(&hours.close),
    })
}

/// `start_time` and `end_time` as in the page's sample; its table says `open_time` and `close_time`.
fn holiday(holiday: &Holiday) -> Value {
    json!({
        "date": holiday.date,
        "start_time": time(&holiday.start),
        "end_time": time(&holiday.end),
    })
}

/// `04:00` is `0400`.
fn time(ours: &str) -> String {
    ours.replace(':', "")
}

fn day(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MONDAY",
        Weekday::Tuesday => "TUESDAY",
        Weekday::Wednesday => "WEDNESDAY",
        Weekday::Thursday => "THURSDAY",
        Weekday::Friday => "FRIDAY",
        Weekday::Saturday => "SATURDAY",
        Weekday::Sunday => "SUNDAY",
    }
}

fn voicemail(voicemail: &Voicemail) -> Value {
    let triggers: Vec<_> = [
        (voicemail.on_reject, "REJECT"),
        (voicemail.on_timeout, "TIMEOUT"),
    ]
    .into_iter()
    .filter_map(|(is_on, word)| is_on.then_some(word))
    .collect();
    let mut wire = json!({"status": status(voicemail.enabled), "triggers": triggers});
    let mut announcement = Map::new();
    if let Some(id) = &voicemail.announcement_media_id {
        // A number in the page's sample, although other media ids are strings.
        let id = id.parse::<u64>().map_or_else(|_| json!(id), |id| json!(id));
        announcement.insert("announcement_media_id".to_owned(), id);
    }
    if let Some(seconds) = voicemail.timeout_seconds {
        announcement.insert("timeout_seconds".to_owned(), json!(seconds));
    }
    if let (false, Some(fields)) = (announcement.is_empty(), wire.as_object_mut()) {
        fields.insert("audio".to_owned(), json!({"default": announcement}));
    }
    wire
}
