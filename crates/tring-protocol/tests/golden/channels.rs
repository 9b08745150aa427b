//! Channels, their settings and the permission to call.

use tring_protocol::{
    channel::{
        ChannelDetails, ChannelDraft, ChannelField, ChannelList, ChannelResponse, CheckResponse,
        Finding, FindingLevel, ProviderInfo, ProviderList, RotateSecretRequest, SettingsResponse,
    },
    events::{MessageKind, ServerMessage},
    permission::{AskPermissionRequest, Grant, PermissionState},
    settings::{
        CallHours, CallingSettings, Holiday, OpenHours, Restriction, Setting, SettingOutcome,
        SipState, SrtpKeyExchange, Voicemail, Weekday,
    },
};

use crate::{AT, golden, messages::message};

fn details() -> ChannelDetails {
    ChannelDetails {
        id: "channel_1".to_owned(),
        name: "Support".to_owned(),
        number: "+15550199".to_owned(),
        provider: "ycloud".to_owned(),
        provider_title: "YCloud".to_owned(),
        base_url: "https://api.example.org/v2".to_owned(),
        number_id: "461269257068832".to_owned(),
        account_id: "188234691048809".to_owned(),
        permission_template: Some("may_we_call:en_US".to_owned()),
        is_default: true,
        last_webhook_at: Some(AT),
        old_secret_until: Some(AT),
        readable: vec![Setting::Enabled, Setting::Restrictions],
        writable: vec![Setting::Enabled],
        limits: vec!["The provider does not say why a call failed.".to_owned()],
    }
}

#[test]
fn providers_and_what_a_channel_needs_there() {
    golden(
        "providers.response.json",
        &ProviderList {
            success: true,
            data: vec![ProviderInfo {
                name: "ycloud".to_owned(),
                title: "YCloud".to_owned(),
                base_url: "https://api.example.org/v2".to_owned(),
                fields: vec![ChannelField {
                    name: "access_token".to_owned(),
                    label: "API key".to_owned(),
                    help: "In the console, under Developers.".to_owned(),
                    required: true,
                    secret: true,
                }],
                webhook_help: "In the console, under Webhooks.".to_owned(),
                webhook_fields: vec!["whatsapp.call.connect".to_owned()],
                create_template: true,
            }],
        },
    );
}

#[test]
fn channels_are_added_shown_checked_and_rotated() {
    golden(
        "channel.draft.json",
        &ChannelDraft {
            name: Some("Support".to_owned()),
            provider: Some("ycloud".to_owned()),
            number: Some("+15550199".to_owned()),
            base_url: Some("https://api.example.org/v2".to_owned()),
            number_id: Some("461269257068832".to_owned()),
            account_id: Some("188234691048809".to_owned()),
            access_token: Some("token".to_owned()),
            webhook_secret: Some("secret".to_owned()),
            verify_token: Some("verify".to_owned()),
            permission_template: Some("may_we_call:en_US".to_owned()),
            is_default: Some(true),
        },
    );
    golden("channel.draft.empty.json", &ChannelDraft::default());
    golden(
        "channels.response.json",
        &ChannelList {
            success: true,
            data: vec![details()],
        },
    );
    golden(
        "channel.response.json",
        &ChannelResponse {
            success: true,
            data: details(),
            webhook_url: Some("https://calls.example.org/api/webhook/ycloud/key".to_owned()),
        },
    );
    golden(
        "channel.rotate_secret.request.json",
        &RotateSecretRequest {
            webhook_secret: "secret".to_owned(),
            window_hours: Some(24),
        },
    );
    let finding = |level, message: &str| Finding {
        level,
        message: message.to_owned(),
    };
    golden(
        "channel.check.response.json",
        &CheckResponse {
            success: true,
            data: vec![
                finding(FindingLevel::Problem, "Calling is switched off."),
                finding(FindingLevel::Unknown, "No webhook has come yet."),
                finding(FindingLevel::Good, "The token works."),
            ],
        },
    );
}

fn settings() -> CallingSettings {
    CallingSettings {
        enabled: Some(true),
        icon_visible: Some(false),
        icon_countries: Some(vec!["BR".to_owned()]),
        callback_permission: Some(true),
        call_hours: Some(CallHours {
            enabled: true,
            time_zone: "America/Manaus".to_owned(),
            weekly: vec![OpenHours {
                day: Weekday::Monday,
                open: "09:00".to_owned(),
                close: "17:30".to_owned(),
            }],
            holidays: vec![Holiday {
                date: "2026-12-25".to_owned(),
                start: "00:00".to_owned(),
                end: "23:59".to_owned(),
            }],
        }),
        srtp_key_exchange: Some(SrtpKeyExchange::Dtls),
        video: Some(false),
        recording: Some(false),
        additional_codecs: Some(vec!["PCMA".to_owned()]),
        voicemail: Some(Voicemail {
            enabled: true,
            on_reject: true,
            on_timeout: false,
            announcement_media_id: Some("938884519013664".to_owned()),
            timeout_seconds: Some(20),
        }),
        sip: Some(SipState {
            enabled: false,
            servers: vec!["sip.example.org:5061".to_owned()],
        }),
        restrictions: vec![Restriction {
            kind: "RESTRICTED_BUSINESS_INITIATED_CALLING".to_owned(),
            reason: Some("Negative feedback.".to_owned()),
            until: Some(AT),
        }],
    }
}

#[test]
fn settings_and_what_became_of_each() {
    golden("settings.json", &settings());
    golden("settings.empty.json", &CallingSettings::default());
    golden(
        "settings.response.json",
        &SettingsResponse {
            success: false,
            data: settings(),
            outcomes: vec![
                SettingOutcome {
                    setting: Setting::Enabled,
                    problem: None,
                },
                SettingOutcome {
                    setting: Setting::IconVisible,
                    problem: Some("The provider refused it.".to_owned()),
                },
            ],
        },
    );
}

fn permission() -> PermissionState {
    PermissionState {
        success: true,
        channel_id: "channel_1".to_owned(),
        phone_number: "+4915112345678".to_owned(),
        grant: Grant::Temporary,
        granted_until: Some(AT),
        asked_at: Some(AT),
        declined_at: Some(AT),
        can_call: Some(true),
        refusal: Some("Ask for the permission.".to_owned()),
        can_ask: true,
        ask_refusal: Some("Wait for the reply.".to_owned()),
        requests_left_today: Some(0),
        requests_left_this_week: Some(1),
        calls_left_today: Some(99),
        unanswered_in_a_row: 2,
        warning: Some("Two calls in a row were not answered.".to_owned()),
    }
}

#[test]
fn the_permission_to_call() {
    golden("permission.json", &permission());
    golden("permission.unknown.json", &PermissionState::default());
    golden(
        "permission.ask.request.json",
        &AskPermissionRequest {
            phone_number: "+4915112345678".to_owned(),
            channel_id: Some("channel_1".to_owned()),
            text: Some("May we call you?".to_owned()),
            template: Some("may_we_call".to_owned()),
            language: Some("en_US".to_owned()),
        },
    );
    golden(
        "message.permission_changed.json",
        &ServerMessage {
            permission: Some(permission()),
            ..message(MessageKind::PermissionChanged)
        },
    );
}
