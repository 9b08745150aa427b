//! Contacts, their consent and their import.

use tring_protocol::{
    api::Pagination,
    contact::{
        ConsentChange, ConsentChoice, ConsentHistory, ConsentRequest, ConsentSettings,
        ConsentSettingsRequest, ConsentSettingsResponse, ConsentSource, ConsentTopic, ConsentType,
        Contact, ContactConsent, ContactDraft, ContactList, ContactResponse, ImportError,
        ImportReport, ImportResponse, OptIn, change::Change,
    },
};

use crate::golden;

const TIME: &str = "2026-01-26T10:00:00Z";

fn contact() -> Contact {
    Contact {
        id: 12,
        name: Some("Grace Hopper".to_owned()),
        phone_number: Some("+4915112345678".to_owned()),
        bsuid: Some("US.13491208655302741918".to_owned()),
        tags: vec!["vip".to_owned(), "north".to_owned()],
        opt_in: OptIn::OptedIn,
        opt_in_at: Some(TIME.to_owned()),
        opt_in_source: Some(ConsentSource::Message),
        consent: Some(consent()),
        automation_blocks_calling: false,
        created_at: TIME.to_owned(),
        updated_at: TIME.to_owned(),
    }
}

fn stranger() -> Contact {
    Contact {
        id: 11,
        name: None,
        phone_number: None,
        bsuid: None,
        tags: Vec::new(),
        opt_in: OptIn::Unknown,
        opt_in_at: None,
        opt_in_source: None,
        consent: None,
        automation_blocks_calling: true,
        ..contact()
    }
}

fn consent() -> ContactConsent {
    ContactConsent {
        kind: ConsentType::Explicit,
        source: ConsentSource::Permission,
        given_at: TIME.to_owned(),
        until: None,
        expired: false,
    }
}

fn change() -> ConsentChange {
    ConsentChange {
        id: 3,
        at: TIME.to_owned(),
        what: ConsentTopic::OptIn,
        from: "opted_out".to_owned(),
        to: "opted_in".to_owned(),
        until: None,
        source: ConsentSource::Api,
        changed_by: Some("CRM".to_owned()),
        channel_id: None,
        message_id: None,
        note: Some("Form of 26 January".to_owned()),
    }
}

#[test]
fn contacts_are_shown_and_listed() {
    golden(
        "contact.response.json",
        &ContactResponse {
            success: true,
            data: contact(),
        },
    );
    golden(
        "contacts.response.json",
        &ContactList {
            success: true,
            data: vec![contact(), stranger()],
            pagination: Pagination {
                current_page: 1,
                last_page: 1,
                per_page: 15,
                total: 2,
            },
            next_cursor: None,
        },
    );
}

#[test]
fn a_draft_tells_null_from_what_is_absent() {
    golden(
        "contact.draft.json",
        &ContactDraft {
            name: Change::Set("Grace Hopper".to_owned()),
            phone_number: Change::Set("+49 151 12345678".to_owned()),
            bsuid: Change::Clear,
            tags: Change::Set(vec!["vip".to_owned()]),
            opt_in: Change::Set(OptIn::OptedIn),
            automation_blocks_calling: Change::Clear,
        },
    );
    golden("contact.draft.empty.json", &ContactDraft::default());
}

#[test]
fn consent_is_recorded_and_shown_with_its_history() {
    golden(
        "consent.request.json",
        &ConsentRequest {
            opt_in: Some(OptIn::OptedIn),
            consent: Some(ConsentChoice::Explicit),
            until: Some(TIME.to_owned()),
            note: Some("Form of 26 January".to_owned()),
        },
    );
    golden("consent.request.empty.json", &ConsentRequest::default());
    golden(
        "consent.response.json",
        &ConsentHistory {
            success: true,
            data: vec![
                change(),
                ConsentChange {
                    what: ConsentTopic::Explicit,
                    from: "none".to_owned(),
                    to: "given".to_owned(),
                    until: Some(TIME.to_owned()),
                    source: ConsentSource::Message,
                    changed_by: None,
                    channel_id: Some("channel_1".to_owned()),
                    message_id: Some("wamid.1".to_owned()),
                    note: None,
                    ..change()
                },
            ],
            opt_in: OptIn::OptedIn,
            consent: Some(consent()),
        },
    );
}

#[test]
fn settings_are_set_and_shown() {
    let list = |word: &str| vec![word.to_owned()];
    golden(
        "consent_settings.response.json",
        &ConsentSettingsResponse {
            success: true,
            data: ConsentSettings {
                opt_out_keywords: list("stop"),
                opt_in_keywords: list("start"),
                callback_keywords: list("call me"),
                callback_consent_days: 7,
                call_consent_days: 7,
                message_consent_days: 1,
            },
        },
    );
    golden(
        "consent_settings.request.json",
        &ConsentSettingsRequest {
            opt_out_keywords: Some(list("stop")),
            opt_in_keywords: Some(list("start")),
            callback_keywords: Some(list("call me")),
            callback_consent_days: Some(7),
            call_consent_days: Some(0),
            message_consent_days: Some(1),
        },
    );
    golden(
        "consent_settings.request.empty.json",
        &ConsentSettingsRequest::default(),
    );
}

#[test]
fn an_import_reports_what_it_did() {
    golden(
        "contacts.import.response.json",
        &ImportResponse {
            success: true,
            data: ImportReport {
                created: 2,
                updated: 1,
                unchanged: 0,
                skipped: 1,
                errors: vec![ImportError {
                    line: 4,
                    field: Some("phone".to_owned()),
                    message: "The number is too short: it needs at least 7 digits.".to_owned(),
                }],
                more_errors: 0,
            },
        },
    );
}

#[test]
fn debug_says_nothing_of_the_person() {
    let draft = ContactDraft {
        name: Change::Set("Grace Hopper".to_owned()),
        phone_number: Change::Set("+4915112345678".to_owned()),
        ..ContactDraft::default()
    };
    let request = ConsentRequest {
        note: Some("Form of 26 January".to_owned()),
        ..ConsentRequest::default()
    };
    let shown = format!("{:?} {draft:?} {:?} {request:?}", contact(), change());
    for hidden in ["Grace", "4915112345678", "US.1349", "Form", "CRM", "vip"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
