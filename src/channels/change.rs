//! What of the settings was changed, and what is left of the changes when an answer has come.

use tring_protocol::settings::{CallingSettings, Setting, SettingOutcome};

/// Every setting, in the order in which they are shown.
pub(crate) const ALL: [Setting; 12] = [
    Setting::Enabled,
    Setting::Restrictions,
    Setting::Sip,
    Setting::SrtpKeyExchange,
    Setting::IconVisible,
    Setting::IconCountries,
    Setting::CallbackPermission,
    Setting::CallHours,
    Setting::Voicemail,
    Setting::Recording,
    Setting::Video,
    Setting::AdditionalCodecs,
];

/// Gives `to` the field of `from`.
pub(crate) fn copy(setting: Setting, from: &CallingSettings, to: &mut CallingSettings) {
    match setting {
        Setting::Enabled => to.enabled = from.enabled,
        Setting::IconVisible => to.icon_visible = from.icon_visible,
        Setting::IconCountries => to.icon_countries.clone_from(&from.icon_countries),
        Setting::CallbackPermission => to.callback_permission = from.callback_permission,
        Setting::CallHours => to.call_hours.clone_from(&from.call_hours),
        Setting::SrtpKeyExchange => to.srtp_key_exchange = from.srtp_key_exchange,
        Setting::Video => to.video = from.video,
        Setting::Recording => to.recording = from.recording,
        Setting::AdditionalCodecs => to.additional_codecs.clone_from(&from.additional_codecs),
        Setting::Voicemail => to.voicemail.clone_from(&from.voicemail),
        Setting::Sip => to.sip.clone_from(&from.sip),
        Setting::Restrictions => to.restrictions.clone_from(&from.restrictions),
    }
}

/// Whether both have the same in this field.
pub(crate) fn same(setting: Setting, one: &CallingSettings, other: &CallingSettings) -> bool {
    let only = |settings| {
        let mut only = CallingSettings::default();
        copy(setting, settings, &mut only);
        only
    };
    only(one) == only(other)
}

/// Which of the fields that can be changed were changed.
pub(crate) fn changed(
    saved: &CallingSettings,
    edited: &CallingSettings,
    writable: &[Setting],
) -> Vec<Setting> {
    ALL.into_iter()
        .filter(|setting| writable.contains(setting) && !same(*setting, saved, edited))
        .collect()
}

/// The request that changes these fields and nothing else.
pub(crate) fn request(edited: &CallingSettings, settings: &[Setting]) -> CallingSettings {
    let mut request = CallingSettings::default();
    for setting in settings {
        copy(*setting, edited, &mut request);
    }
    request
}

/// What the editor holds when an answer has come: what the provider has now, but for the fields that were not
/// saved, and those that were changed again meanwhile.
pub(crate) fn rest(
    edited: &CallingSettings,
    before: &CallingSettings,
    asked: &CallingSettings,
    now: &CallingSettings,
    outcomes: &[SettingOutcome],
) -> CallingSettings {
    let mut rest = now.clone();
    for setting in ALL {
        let outcome = outcomes.iter().find(|outcome| outcome.setting == setting);
        let keep = match outcome {
            Some(outcome) if outcome.problem.is_none() => !same(setting, edited, asked),
            Some(_) => true,
            None => !same(setting, edited, before),
        };
        if keep {
            copy(setting, edited, &mut rest);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use tring_protocol::settings::CallHours;

    use super::*;

    fn saved() -> CallingSettings {
        CallingSettings {
            enabled: Some(true),
            video: Some(false),
            call_hours: Some(CallHours::default()),
            ..CallingSettings::default()
        }
    }

    #[test]
    fn only_what_was_changed_is_sent() {
        let edited = CallingSettings {
            enabled: Some(false),
            ..saved()
        };
        let changed = changed(&saved(), &edited, &[Setting::Enabled, Setting::Video]);
        assert_eq!(changed, [Setting::Enabled]);
        let expected = CallingSettings {
            enabled: Some(false),
            ..CallingSettings::default()
        };
        assert_eq!(request(&edited, &changed), expected);
    }

    #[test]
    fn what_cannot_be_changed_is_not_sent() {
        let edited = CallingSettings {
            video: Some(true),
            ..saved()
        };
        assert_eq!(changed(&saved(), &edited, &[Setting::Enabled]), []);
    }

    #[test]
    fn a_field_that_was_not_saved_keeps_what_was_typed() {
        let edited = CallingSettings {
            enabled: Some(false),
            video: Some(true),
            ..saved()
        };
        let now = CallingSettings {
            enabled: Some(false),
            ..saved()
        };
        let outcomes = [
            SettingOutcome {
                setting: Setting::Enabled,
                problem: None,
            },
            SettingOutcome {
                setting: Setting::Video,
                problem: Some("Not for this number.".to_owned()),
            },
        ];
        let rest = rest(&edited, &saved(), &edited, &now, &outcomes);
        assert_eq!(rest, edited, "video is still as it was typed");
    }

    #[test]
    fn what_is_typed_while_it_is_being_saved_stays() {
        let asked = CallingSettings {
            enabled: Some(false),
            ..CallingSettings::default()
        };
        let edited = CallingSettings {
            enabled: Some(false),
            video: Some(true),
            ..saved()
        };
        let now = CallingSettings {
            enabled: Some(false),
            ..saved()
        };
        let outcomes = [SettingOutcome {
            setting: Setting::Enabled,
            problem: None,
        }];
        let rest = rest(&edited, &saved(), &asked, &now, &outcomes);
        assert_eq!(rest.video, Some(true));
        assert_eq!(rest.enabled, Some(false));
    }
}
