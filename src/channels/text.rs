//! Every text of the channels page: what is, what happened, and what to do.

use tring_protocol::{
    channel::FindingLevel,
    settings::{Setting, Weekday},
};

use crate::channels::week::Mistake;

pub(crate) const TITLE: &str = "Channels – Tring";
pub(crate) const CALLS: &str = "Calls";
pub(crate) const CHANNELS: &str = "Channels";
pub(crate) const NOT_SIGNED_IN: &str =
    "Open your sign-in link first, then come back to this page to see the channels.";
pub(crate) const NOT_ALLOWED: &str = "Channels are for administrators";
pub(crate) const NOT_ALLOWED_HOW: &str = "Your role in this team does not allow to see or change channels. Ask an owner of the team to make you an administrator, \
     or to make the change for you.";
pub(crate) const SESSION_OVER: &str = "Your session is over. Open a new sign-in link in another tab, then try again here: what you typed is kept.";

pub(crate) const CHANNEL_LIST: &str = "Your channels";
pub(crate) const ADD_CHANNEL: &str = "Add a channel";
pub(crate) const NO_CHANNELS: &str = "No channels yet";
pub(crate) const NO_CHANNELS_HINT: &str = "A channel is one of your business numbers at a WhatsApp provider. Add the first one to make and take calls with it.";
pub(crate) const NOTHING_CHOSEN: &str = "No channel chosen";
pub(crate) const NOTHING_CHOSEN_HINT: &str =
    "Choose a channel from the list to check it and to change its settings.";
pub(crate) const DEFAULT: &str = "Default";
pub(crate) const UNSAVED: &str = "Not saved";
pub(crate) const BACK: &str = "All channels";
pub(crate) const NO_WEBHOOK: &str = "No webhook yet";
pub(crate) const REMOVED: &str = "The channel was removed. Its calls stay in the history.";

pub(crate) const PROVIDER: &str = "Provider";
pub(crate) const PROVIDER_HELP: &str = "Where the business number is set up for WhatsApp.";
pub(crate) const CHOOSE_PROVIDER: &str = "Choose a provider";
pub(crate) const NAME: &str = "Name";
pub(crate) const NAME_HELP: &str = "How your team calls this channel, for example Sales.";
pub(crate) const NUMBER: &str = "Business number";
pub(crate) const NUMBER_HELP: &str = "With country code, for example +49 151 12345678.";
pub(crate) const BASE_URL: &str = "API address";
pub(crate) const BASE_URL_KNOWN_HELP: &str =
    "Where the provider's API is. Change it only if the provider tells you to.";
pub(crate) const TEMPLATE_USED: &str = "Permission template";
pub(crate) const TEMPLATE_USED_HELP: &str = "The approved template that asks customers for the permission to call. With its language where that is not \
     en_US: call_permission:pt_BR.";
pub(crate) const SECRET_KEPT: &str = "Leave it empty to keep the one that is stored.";
pub(crate) const OPTIONAL: &str = "optional";
pub(crate) const NOT_A_NUMBER: &str = "This is not a whole number. Enter digits only.";
pub(crate) const FIELDS_TO_MEND: &str = "Something is missing or wrong. Look at the marked fields.";
pub(crate) const ADD: &str = "Add channel";
pub(crate) const ADDING: &str = "Adding…";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const SAVE: &str = "Save";
pub(crate) const SAVING: &str = "Saving…";
pub(crate) const SAVED: &str = "Saved";
pub(crate) const NOTHING_TO_SAVE: &str = "Nothing was changed.";
pub(crate) const DISCARD: &str = "Discard";

pub(crate) const MAKE_DEFAULT: &str = "Make default";
pub(crate) const MADE_DEFAULT: &str =
    "Calls go out through this channel unless another one is chosen.";

pub(crate) const CHECK: &str = "Check";
pub(crate) const CHECK_TITLE: &str = "Does it work?";
pub(crate) const CHECK_HINT: &str = "Tring asks the provider whether calls can work with this channel. Nobody is called, nothing is changed.";
pub(crate) const CHECKING: &str = "Checking…";
pub(crate) const NO_FINDINGS: &str = "The check is done and found nothing to say.";

pub(crate) const LIMITS: &str = "What this provider cannot do";
pub(crate) const LIMITS_HINT: &str =
    "Buttons that need one of these are not shown for this channel.";
pub(crate) const NO_LIMITS: &str = "Nothing: every button of Tring works with this channel.";

pub(crate) const WEBHOOK: &str = "Webhook";
pub(crate) const WEBHOOK_ADDRESS: &str = "Webhook address";
pub(crate) const WEBHOOK_ONCE: &str = "This address is shown only now. Register it at the provider before you leave this page; if it is lost, make a new one.";
pub(crate) const WEBHOOK_HIDDEN: &str = "Tring keeps only a fingerprint of the webhook address, so it cannot be shown again. Make a new one if it is lost.";
pub(crate) const WEBHOOK_FIELDS: &str = "Subscribe it to";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied to the clipboard.";
pub(crate) const NOT_COPIED: &str =
    "The browser does not let this page copy. Select the address and copy it yourself.";
pub(crate) const I_HAVE_IT: &str = "I have registered it";
pub(crate) const ROTATE_ADDRESS: &str = "Make a new address";
pub(crate) const ROTATE_ADDRESS_TITLE: &str = "Make a new webhook address?";
pub(crate) const ROTATE_ADDRESS_WARNING: &str = "The address that is registered now stops working at once. Calls neither ring nor connect until the new one is registered at the provider.";
pub(crate) const ADDRESS_MADE: &str =
    "The new address is at the top of this channel. Register it now.";

pub(crate) const SECRET: &str = "Webhook secret";
pub(crate) const SECRET_HINT: &str = "Webhooks prove with this secret that they come from the provider. Enter the new one here before you change it at the provider.";
pub(crate) const NEW_SECRET: &str = "New webhook secret";
pub(crate) const NEW_SECRET_HELP: &str = "As the provider shows it, or as you will enter it there.";
pub(crate) const WINDOW: &str = "Take the old one for (hours)";
pub(crate) const WINDOW_HELP: &str =
    "Webhooks with the old secret are accepted for so long; 24 if you leave it.";
pub(crate) const ROTATE_SECRET: &str = "Change secret";
pub(crate) const SECRET_ROTATED: &str =
    "The new secret is in use. Set it at the provider before the old one runs out.";

pub(crate) const TEMPLATE: &str = "Permission template";
pub(crate) const TEMPLATE_HINT: &str = "Outside of a conversation WhatsApp lets you ask for the permission to call only with an approved template. This sends one for approval.";
pub(crate) const TEMPLATE_NAME: &str = "Template name";
pub(crate) const TEMPLATE_NAME_HELP: &str = "Small letters, digits and underscores.";
pub(crate) const TEMPLATE_LANGUAGE: &str = "Language";
pub(crate) const TEMPLATE_LANGUAGE_HELP: &str =
    "WhatsApp's code of the language, for example en_US or pt_BR.";
pub(crate) const TEMPLATE_BODY: &str = "Message";
pub(crate) const TEMPLATE_BODY_HELP: &str =
    "What the customer reads above the buttons to allow or refuse calls.";
pub(crate) const TEMPLATE_BODY_EXAMPLE: &str =
    "We would like to call you about your request. May we?";
pub(crate) const CREATE_TEMPLATE: &str = "Create template";
pub(crate) const CREATING: &str = "Creating…";

pub(crate) const EDIT: &str = "Name and access";
pub(crate) const EDIT_HINT: &str =
    "What Tring knows of this channel. Stored credentials are never shown.";

pub(crate) const REMOVE: &str = "Remove channel";
pub(crate) const REMOVE_HINT: &str = "Its credentials are deleted and its webhooks are no longer taken. Its calls stay in the history.";
pub(crate) const REMOVING: &str = "Removing…";

pub(crate) const SETTINGS: &str = "Calling settings";
pub(crate) const SETTINGS_HINT: &str =
    "They are kept by the provider and hold for everybody who uses this number.";
pub(crate) const SETTINGS_LOADING: &str = "Asking the provider for the settings…";
pub(crate) const NO_SETTINGS: &str = "The settings of this number can be neither read nor changed through this provider. Change them where the number is managed.";
pub(crate) const SAVE_SETTINGS: &str = "Save settings";
pub(crate) const PARTLY_SAVED: &str =
    "Not everything was saved. What was not is marked and kept as you entered it.";
pub(crate) const SETTINGS_SAVED: &str = "The settings are saved.";
pub(crate) const HOURS_TO_MEND: &str =
    "Some times are missing or wrong. Look at the marked fields.";
pub(crate) const NOT_WRITABLE: &str = "Can only be changed at the provider.";
pub(crate) const ON: &str = "On";
pub(crate) const OFF: &str = "Off";
pub(crate) const NOT_KNOWN: &str = "The provider does not say";
pub(crate) const SWITCH_ON: &str = "Switch on";
pub(crate) const SWITCH_OFF: &str = "Switch off";

pub(crate) const ALL_COUNTRIES: &str = "All countries";
pub(crate) const COUNTRY: &str = "Country code";
pub(crate) const COUNTRY_HELP: &str = "Two letters, for example BR.";
pub(crate) const ADD_COUNTRY: &str = "Add country";

pub(crate) const DTLS: &str = "DTLS";
pub(crate) const DTLS_HELP: &str = "What browsers use. Tring needs it.";
pub(crate) const SDES: &str = "SDES";
pub(crate) const SDES_HELP: &str =
    "For telephone systems. No browser can take or make calls with it.";
pub(crate) const SDES_WARNING: &str = "With SDES no call works in Tring. Choose DTLS unless this number is used by a telephone system only.";

pub(crate) const SIP_ON: &str = "On: calls go to a telephone system, and no browser can take them.";
pub(crate) const SIP_OFF: &str = "Off: calls go to browsers.";
pub(crate) const SIP_GOING_OFF: &str = "Will be off when you save.";
pub(crate) const SIP_SERVERS: &str = "Servers";
pub(crate) const KEEP_ON: &str = "Keep on";

pub(crate) const NO_RESTRICTIONS: &str = "None: WhatsApp has not restricted this number.";

pub(crate) const HOURS_USED: &str = "Only within call hours";
pub(crate) const HOURS_USED_HELP: &str =
    "Outside of them customers cannot call. Without call hours they always can.";
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) const TIME_ZONE_HELP: &str = "Where these times hold, for example America/Manaus.";
pub(crate) const NO_SUCH_ZONE: &str = "There is no such time zone. Choose one of the list.";
pub(crate) const WEEK: &str = "Hours of the week";
pub(crate) const CLOSED: &str = "Closed";
pub(crate) const OPEN_DAY: &str = "Open";
pub(crate) const ADD_SPAN: &str = "Add hours";
pub(crate) const HOLIDAYS: &str = "Holidays";
pub(crate) const HOLIDAYS_HELP: &str = "Days with other hours, 20 at most.";
pub(crate) const NO_HOLIDAYS: &str = "No holidays";
pub(crate) const ADD_HOLIDAY: &str = "Add holiday";
pub(crate) const DATE: &str = "Date";
pub(crate) const FROM: &str = "From";
pub(crate) const TO: &str = "To";
pub(crate) const OVER: &str = "Over";
pub(crate) const OVER_HINT: &str =
    "WhatsApp takes no days that are over. Those it has go when new hours are saved.";
pub(crate) const REMOVE_WORD: &str = "Remove";
pub(crate) const REMOVE_OVER: &str = "Remove days that are over";

pub(crate) const VOICEMAIL_ON: &str = "Customers can leave a message";
pub(crate) const VOICEMAIL_REJECT: &str = "When the call is declined";
pub(crate) const VOICEMAIL_TIMEOUT: &str = "When nobody answers";
pub(crate) const VOICEMAIL_SECONDS: &str = "Begins after (seconds)";
pub(crate) const VOICEMAIL_MEDIA: &str = "Announcement (media id)";
pub(crate) const VOICEMAIL_WHEN: &str = "Choose at least one: otherwise voicemail never begins.";

pub(crate) fn missing(label: &str) -> String {
    format!("{label} is missing. Fill it in.")
}

pub(crate) fn base_url_help(usual: &str) -> String {
    format!("Leave it empty for the usual one, {usual}.")
}

pub(crate) fn last_webhook(when: &str) -> String {
    format!("Last webhook: {when}")
}

pub(crate) fn old_secret_until(when: &str) -> String {
    format!("The secret before is still accepted until {when}.")
}

pub(crate) fn remove_title(name: &str) -> String {
    format!("Remove {name}?")
}

pub(crate) fn country(name: Option<String>, code: &str) -> String {
    name.map_or_else(|| code.to_owned(), |name| format!("{name} ({code})"))
}

pub(crate) fn no_country(code: &str) -> String {
    format!("There is no country {code}. Enter its two letters, for example BR.")
}

/// The accessible name of a button that removes `what`.
pub(crate) fn remove(what: &str) -> String {
    format!("{REMOVE_WORD} {what}")
}

/// The accessible name of one end of a span.
pub(crate) fn end(day: &str, nth: usize, end: &str) -> String {
    match nth {
        0 => format!("{day}, {end}"),
        _ => format!("{day}, second time, {end}"),
    }
}

pub(crate) fn holiday(date: &str, place: usize) -> String {
    if date.is_empty() {
        format!("Holiday {}", place + 1)
    } else {
        format!("Holiday {date}")
    }
}

pub(crate) fn restriction(kind: &str) -> String {
    let words = kind.replace('_', " ").to_lowercase();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

pub(crate) fn until(when: &str) -> String {
    format!("Until {when}")
}

pub(crate) fn unsaved(changes: usize) -> String {
    match changes {
        0 => "No changes".to_owned(),
        1 => "1 change not saved".to_owned(),
        many => format!("{many} changes not saved"),
    }
}

pub(crate) fn not_saved(problem: &str) -> String {
    format!("Not saved. {problem}")
}

pub(crate) fn level(level: FindingLevel) -> &'static str {
    match level {
        FindingLevel::Problem => "Problem",
        FindingLevel::Unknown => "Look yourself",
        FindingLevel::Good => "Works",
    }
}

pub(crate) fn findings(problems: usize, unknown: usize) -> String {
    match (problems, unknown) {
        (0, 0) => "Checked: everything works.".to_owned(),
        (0, _) => "Checked: no problems; some things can only be seen at the provider.".to_owned(),
        (1, _) => "Checked: 1 problem.".to_owned(),
        (many, _) => format!("Checked: {many} problems."),
    }
}

pub(crate) fn mistake(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::Missing => "Fill in both times.",
        Mistake::Backwards => {
            "It ends before it begins. Let it end later on the same day, at 23:59 at the latest."
        }
        Mistake::Overlap => "Two of these times overlap. Change or remove one.",
        Mistake::NoDate => "The date is missing. Fill it in, or remove the holiday.",
    }
}

pub(crate) fn day(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

pub(crate) fn setting(setting: Setting) -> &'static str {
    match setting {
        Setting::Enabled => "Calling",
        Setting::IconVisible => "Call icon",
        Setting::IconCountries => "Countries that see the call icon",
        Setting::CallbackPermission => "Ask callers for the permission to call back",
        Setting::CallHours => "Call hours",
        Setting::SrtpKeyExchange => "Key exchange",
        Setting::Video => "Video",
        Setting::Recording => "Recording",
        Setting::AdditionalCodecs => "Codecs beside Opus",
        Setting::Voicemail => "Voicemail",
        Setting::Sip => "SIP",
        Setting::Restrictions => "Restrictions",
    }
}

pub(crate) fn setting_help(setting: Setting) -> &'static str {
    match setting {
        Setting::Enabled => "Whether customers and your team can call each other at all.",
        Setting::IconVisible => "Whether WhatsApp shows the call icon in chats and on the profile.",
        Setting::IconCountries => "Without any, people in all countries see it.",
        Setting::CallbackPermission => {
            "A customer who called is asked whether you may call back within seven days."
        }
        Setting::CallHours => "When customers can call.",
        Setting::SrtpKeyExchange => "How the keys that protect the voices are agreed on.",
        Setting::Video => "Whether calls can have video. Tring makes voice calls.",
        Setting::Recording => {
            "Whether the provider records calls. Tell your customers where the law asks for it."
        }
        Setting::AdditionalCodecs => "For telephone systems. Browsers use Opus.",
        Setting::Voicemail => "What happens with calls that nobody answers.",
        Setting::Sip => "Calls by a telephone system instead of browsers.",
        Setting::Restrictions => "What WhatsApp has taken away from this number for a time.",
    }
}
