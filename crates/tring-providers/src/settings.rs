//! Calling settings before they go to a provider: are the values possible, and which fields are there.
//!
//! # Layout
//!
//! * `hours`: when customers can call, and holidays.
//! * `countries`: the countries that there are.

mod countries;
mod hours;

#[cfg(test)]
mod tests;

use tring_protocol::{
    call::Millis,
    settings::{CallingSettings, Setting, SettingOutcome, SipState, Voicemail},
};

pub use self::hours::{is_over, leave_out_old_holidays};
use crate::error::ProviderError;

/// The codecs that a number can have beside Opus.
const CODECS: &[&str] = &["PCMA", "PCMU"];

/// The fields that `change` has.
pub fn fields(change: &CallingSettings) -> Vec<Setting> {
    let fields = [
        (change.enabled.is_some(), Setting::Enabled),
        (change.icon_visible.is_some(), Setting::IconVisible),
        (change.icon_countries.is_some(), Setting::IconCountries),
        (
            change.callback_permission.is_some(),
            Setting::CallbackPermission,
        ),
        (change.call_hours.is_some(), Setting::CallHours),
        (change.srtp_key_exchange.is_some(), Setting::SrtpKeyExchange),
        (change.video.is_some(), Setting::Video),
        (change.recording.is_some(), Setting::Recording),
        (
            change.additional_codecs.is_some(),
            Setting::AdditionalCodecs,
        ),
        (change.voicemail.is_some(), Setting::Voicemail),
        (change.sip.is_some(), Setting::Sip),
        (!change.restrictions.is_empty(), Setting::Restrictions),
    ];
    fields
        .into_iter()
        .filter_map(|(is_there, setting)| is_there.then_some(setting))
        .collect()
}

/// `change` with the field `setting` alone, for providers that take one per request.
pub(crate) fn only(change: &CallingSettings, setting: Setting) -> CallingSettings {
    let mut one = CallingSettings::default();
    match setting {
        Setting::Enabled => one.enabled = change.enabled,
        Setting::IconVisible => one.icon_visible = change.icon_visible,
        Setting::IconCountries => one.icon_countries.clone_from(&change.icon_countries),
        Setting::CallbackPermission => one.callback_permission = change.callback_permission,
        Setting::CallHours => one.call_hours.clone_from(&change.call_hours),
        Setting::SrtpKeyExchange => one.srtp_key_exchange = change.srtp_key_exchange,
        Setting::Video => one.video = change.video,
        Setting::Recording => one.recording = change.recording,
        Setting::AdditionalCodecs => one.additional_codecs.clone_from(&change.additional_codecs),
        Setting::Voicemail => one.voicemail.clone_from(&change.voicemail),
        Setting::Sip => one.sip.clone_from(&change.sip),
        Setting::Restrictions => one.restrictions.clone_from(&change.restrictions),
    }
    one
}

/// Whether `change` can be asked of a provider that takes the fields `writable`; `now` is our clock.
///
/// # Errors
///
/// A sentence that says what is wrong and what to do.
pub fn check_change(
    change: &CallingSettings,
    writable: &[Setting],
    now: Millis,
) -> Result<(), String> {
    let fields = fields(change);
    if fields.is_empty() {
        return Err("There is nothing to change. Name at least one setting.".to_owned());
    }
    for field in fields {
        if !writable.contains(&field) {
            return Err(not_writable(field));
        }
    }
    if let Some(hours) = &change.call_hours {
        hours::check(hours, now)?;
    }
    for country in change.icon_countries.iter().flatten() {
        check_country(country)?;
    }
    for codec in change.additional_codecs.iter().flatten() {
        check_codec(codec)?;
    }
    change.voicemail.as_ref().map_or(Ok(()), check_voicemail)?;
    change.sip.as_ref().map_or(Ok(()), check_sip)
}

fn not_writable(setting: Setting) -> String {
    let what = match setting {
        Setting::Enabled => "Whether calling is on",
        Setting::IconVisible => "Whether the call icon is shown",
        Setting::IconCountries => "The countries that see the call icon",
        Setting::CallbackPermission => "Whether callers are asked for the permission to call back",
        Setting::CallHours => "When customers can call",
        Setting::SrtpKeyExchange => "The key exchange",
        Setting::Video => "Whether video is allowed",
        Setting::Recording => "Whether calls are recorded",
        Setting::AdditionalCodecs => "The codecs beside Opus",
        Setting::Voicemail => "Voicemail",
        Setting::Sip => "SIP",
        Setting::Restrictions => {
            return "Restrictions are WhatsApp's own and cannot be changed. Leave them out."
                .to_owned();
        }
    };
    format!(
        "{what} cannot be changed through this provider. Leave it out, or change it at the provider."
    )
}

fn check_country(country: &str) -> Result<(), String> {
    if countries::exists(country) {
        return Ok(());
    }
    Err(format!(
        "There is no country `{country}`. Write the two capital letters of ISO 3166, for example BR."
    ))
}

fn check_codec(codec: &str) -> Result<(), String> {
    if CODECS.contains(&codec) {
        return Ok(());
    }
    Err(format!(
        "The codec `{codec}` is not possible. Beside Opus there are PCMA and PCMU."
    ))
}

fn check_voicemail(voicemail: &Voicemail) -> Result<(), String> {
    let Voicemail {
        enabled,
        on_reject,
        on_timeout,
        announcement_media_id,
        timeout_seconds,
    } = voicemail;
    if *enabled && !on_reject && !on_timeout {
        return Err("Voicemail is on, but it would never begin. Choose when: after a declined call, or when nobody answers.".to_owned());
    }
    if *timeout_seconds == Some(0) {
        return Err("Voicemail cannot begin after 0 seconds. Give it at least 1.".to_owned());
    }
    let is_id = |id: &String| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if announcement_media_id.as_ref().is_some_and(|id| !is_id(id)) {
        return Err("The announcement's media id is not one. Upload the announcement to WhatsApp and enter the number that it answers.".to_owned());
    }
    Ok(())
}

/// SIP needs credentials that do not belong here, and ends all calls from browsers.
fn check_sip(sip: &SipState) -> Result<(), String> {
    if sip.enabled {
        return Err("SIP cannot be switched on here: with SIP no browser could take a call. It can only be switched off.".to_owned());
    }
    Ok(())
}

/// The outcome of a change of which nothing was saved.
pub fn all_failed(change: &CallingSettings, error: &ProviderError) -> Vec<SettingOutcome> {
    outcomes(change, Some(&error.message))
}

/// The outcome of a change that was saved or refused as a whole.
pub(crate) fn outcomes(change: &CallingSettings, problem: Option<&String>) -> Vec<SettingOutcome> {
    fields(change)
        .into_iter()
        .map(|setting| SettingOutcome {
            setting,
            problem: problem.cloned(),
        })
        .collect()
}
