//! Calling settings before they go to a provider: are the values possible, and which fields are there.

use tring_protocol::settings::{CallingSettings, Setting, SettingOutcome};

use crate::error::ProviderError;

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
