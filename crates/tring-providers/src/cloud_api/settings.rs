//! A number's calling settings in Meta's words, and in ours.
//!
//! From <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings>. Reading takes
//! the names of 360dialog's schema too. What is not named here is dropped while parsing: a SIP server's
//! `sip_user_password` above all.

use serde::Deserialize;
use serde_json::Value;
use tring_protocol::settings::{
    CallHours, CallingSettings, Holiday, OpenHours, Restriction, SipState, SrtpKeyExchange,
    Voicemail, Weekday,
};

use crate::lenient::{absent_or, number, text, words};

/// The answer to `GET /{number_id}/settings`, and `phone_number_settings` of a webhook.
#[derive(Deserialize)]
pub(crate) struct SettingsResponse {
    pub(crate) calling: WireSettings,
}

/// `calling`.
#[derive(Deserialize)]
pub(crate) struct WireSettings {
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    call_icon_visibility: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    call_icons: Option<WireIcons>,
    #[serde(default, deserialize_with = "absent_or")]
    call_hours: Option<WireHours>,
    #[serde(default, deserialize_with = "text")]
    callback_permission_status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    srtp_key_exchange_protocol: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    audio: Option<WireAudio>,
    #[serde(default, deserialize_with = "absent_or")]
    video: Option<WireStatus>,
    #[serde(default, deserialize_with = "absent_or")]
    voicemail: Option<WireVoicemail>,
    #[serde(default, deserialize_with = "absent_or")]
    sip: Option<WireSip>,
    #[serde(default, deserialize_with = "absent_or")]
    restrictions: Option<WireRestrictions>,
}

impl WireSettings {
    /// In our words.
    pub(crate) fn into_settings(self) -> CallingSettings {
        CallingSettings {
            enabled: is_enabled(self.status.as_ref()),
            icon_visible: self
                .call_icon_visibility
                .and_then(|word| match word.as_str() {
                    "DEFAULT" => Some(true),
                    "DISABLE_ALL" => Some(false),
                    _ => None,
                }),
            icon_countries: self
                .call_icons
                .map(|icons| icons.restrict_to_user_countries),
            callback_permission: is_enabled(self.callback_permission_status.as_ref()),
            call_hours: self.call_hours.map(WireHours::into_hours),
            srtp_key_exchange: self.srtp_key_exchange_protocol.and_then(|word| {
                match word.as_str() {
                    "DTLS" => Some(SrtpKeyExchange::Dtls),
                    "SDES" => Some(SrtpKeyExchange::Sdes),
                    _ => None,
                }
            }),
            video: self
                .video
                .and_then(|video| is_enabled(video.status.as_ref())),
            recording: None,
            additional_codecs: self.audio.and_then(|audio| audio.additional_codecs),
            voicemail: self.voicemail.map(WireVoicemail::into_voicemail),
            sip: self.sip.map(WireSip::into_state),
            restrictions: self
                .restrictions
                .map_or_else(Vec::new, |all| restrictions(all.restrictions_list)),
        }
    }
}

#[derive(Deserialize)]
struct WireStatus {
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
}

#[derive(Deserialize)]
struct WireIcons {
    #[serde(default, deserialize_with = "words")]
    restrict_to_user_countries: Vec<String>,
}

#[derive(Deserialize)]
struct WireAudio {
    #[serde(default, deserialize_with = "absent_or")]
    additional_codecs: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct WireHours {
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    // 360dialog's schema says `timezone`.
    #[serde(default, alias = "timezone", deserialize_with = "text")]
    timezone_id: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    weekly_operating_hours: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "absent_or")]
    holiday_schedule: Option<Vec<Value>>,
}

impl WireHours {
    fn into_hours(self) -> CallHours {
        let weekly = self.weekly_operating_hours.unwrap_or_default();
        let holidays = self.holiday_schedule.unwrap_or_default();
        CallHours {
            enabled: is_enabled(self.status.as_ref()) == Some(true),
            time_zone: self.timezone_id.unwrap_or_default(),
            weekly: weekly.iter().filter_map(open_hours).collect(),
            holidays: holidays.iter().filter_map(holiday).collect(),
        }
    }
}

#[derive(Deserialize)]
struct WireOpenHours {
    day_of_week: String,
    #[serde(default, deserialize_with = "text")]
    open_time: Option<String>,
    #[serde(default, deserialize_with = "text")]
    close_time: Option<String>,
}

fn open_hours(raw: &Value) -> Option<OpenHours> {
    let wire = WireOpenHours::deserialize(raw).ok()?;
    // Our words for the days are Meta's in small letters.
    let day = Value::String(wire.day_of_week.to_ascii_lowercase());
    Some(OpenHours {
        day: Weekday::deserialize(day).ok()?,
        open: time_from_wire(wire.open_time),
        close: time_from_wire(wire.close_time),
    })
}

#[derive(Deserialize)]
struct WireHoliday {
    date: String,
    // The page's sample says `start_time` and `end_time`, its table `open_time` and `close_time`.
    #[serde(default, alias = "open_time", deserialize_with = "text")]
    start_time: Option<String>,
    #[serde(default, alias = "close_time", deserialize_with = "text")]
    end_time: Option<String>,
}

fn holiday(raw: &Value) -> Option<Holiday> {
    let wire = WireHoliday::deserialize(raw).ok()?;
    Some(Holiday {
        date: wire.date,
        start: time_from_wire(wire.start_time),
        end: time_from_wire(wire.end_time),
    })
}

/// `0400` is `04:00`; what is neither form stays as it is, so that it is seen and not lost.
fn time_from_wire(time: Option<String>) -> String {
    let time = time.unwrap_or_default();
    let is_digits = !time.is_empty() && time.len() <= 4 && time.bytes().all(|b| b.is_ascii_digit());
    if !is_digits {
        return time;
    }
    let four = format!("{time:0>4}");
    four.split_at_checked(2)
        .map_or(time, |(hour, minute)| format!("{hour}:{minute}"))
}

#[derive(Deserialize)]
struct WireVoicemail {
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "words")]
    triggers: Vec<String>,
    #[serde(default, deserialize_with = "absent_or")]
    audio: Option<WireVoicemailAudio>,
}

#[derive(Deserialize)]
struct WireVoicemailAudio {
    #[serde(default, deserialize_with = "absent_or")]
    default: Option<WireAnnouncement>,
}

#[derive(Deserialize)]
struct WireAnnouncement {
    #[serde(default, deserialize_with = "text")]
    announcement_media_id: Option<String>,
    #[serde(default, deserialize_with = "number")]
    timeout_seconds: Option<u64>,
}

impl WireVoicemail {
    fn into_voicemail(self) -> Voicemail {
        let begins = |trigger: &str| self.triggers.iter().any(|word| word == trigger);
        let (on_reject, on_timeout) = (begins("REJECT"), begins("TIMEOUT"));
        let announcement = self.audio.and_then(|audio| audio.default);
        let (media_id, seconds) = announcement.map_or((None, None), |announcement| {
            (
                announcement.announcement_media_id,
                announcement.timeout_seconds,
            )
        });
        Voicemail {
            enabled: is_enabled(self.status.as_ref()) == Some(true),
            on_reject,
            on_timeout,
            announcement_media_id: media_id,
            timeout_seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
        }
    }
}

#[derive(Deserialize)]
struct WireSip {
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    servers: Option<Vec<WireSipServer>>,
}

#[derive(Deserialize)]
struct WireSipServer {
    #[serde(default, deserialize_with = "text")]
    hostname: Option<String>,
    #[serde(default, deserialize_with = "number")]
    port: Option<u64>,
}

impl WireSip {
    fn into_state(self) -> SipState {
        let servers = self.servers.unwrap_or_default().into_iter();
        SipState {
            enabled: is_enabled(self.status.as_ref()) == Some(true),
            servers: servers
                .filter_map(|server| {
                    let host = server.hostname?;
                    Some(match server.port {
                        Some(port) => format!("{host}:{port}"),
                        None => host,
                    })
                })
                .collect(),
        }
    }
}

#[derive(Deserialize)]
struct WireRestrictions {
    // 360dialog's schema repeats `restrictions` here.
    #[serde(default, alias = "restrictions", deserialize_with = "absent_or")]
    restrictions_list: Option<Vec<WireRestriction>>,
}

/// One of `restrictions_list`, and one of `restriction_info` in a webhook.
#[derive(Deserialize)]
pub(crate) struct WireRestriction {
    #[serde(
        default,
        alias = "restriction_type",
        rename = "type",
        deserialize_with = "text"
    )]
    kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    reason: Option<String>,
    #[serde(default, deserialize_with = "number")]
    expiration: Option<u64>,
}

/// In our words.
pub(crate) fn restrictions(list: Option<Vec<WireRestriction>>) -> Vec<Restriction> {
    let list = list.unwrap_or_default().into_iter();
    list.filter_map(|wire| {
        Some(Restriction {
            kind: wire.kind?,
            reason: wire.reason,
            until: wire.expiration.map(|seconds| seconds.saturating_mul(1_000)),
        })
    })
    .collect()
}

fn is_enabled(word: Option<&String>) -> Option<bool> {
    match word?.as_str() {
        "ENABLED" => Some(true),
        "DISABLED" => Some(false),
        _ => None,
    }
}
